package cloud.vibe.standalone.part;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.process.Probe;
import cloud.vibe.standalone.process.Service;
import java.util.List;
import java.util.Map;

/** The sample app, served from its own origin. */
public final class NotesApp {
    private NotesApp() {}

    public static Service service(Installation installation, Home home, Endpoints endpoints) {
        return Service.of(
                "app",
                List.of("node", installation.notesServer().toString()),
                Map.of(
                        "VIBE_NOTES_HOST", "127.0.0.1",
                        "VIBE_NOTES_PORT", Integer.toString(endpoints.ports().app()),
                        "VIBE_NOTES_CLIENT_ID", Endpoints.CLIENT_ID,
                        "VIBE_ISSUER", endpoints.issuer(),
                        "VIBE_API_URL", endpoints.api()),
                installation.notesServer().resolveSibling(".").normalize(),
                home.log("app"),
                Probe.http(endpoints.app() + "/healthz"));
    }
}
