package cloud.vibe.standalone.cloud;

import cloud.vibe.standalone.identity.BuiltKeycloak;
import cloud.vibe.standalone.identity.Keycloak;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.postgres.Postgres;
import cloud.vibe.standalone.process.Journal;
import cloud.vibe.standalone.process.Supervisor;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Keycloak with nothing of ours in it and a PostgreSQL for it alone, set up as ours are, so that the two can be compared: with what Keycloak
 * itself is told to do in our realm as well, which is to keep events, to count wrong passwords, to use a refresh token once.
 */
public final class StockIdentity implements AutoCloseable {
    private static final String THEME = "Theme";

    private final Installation installation;
    private final Home home;
    private final Ports ports;
    private final Journal journal;
    private final Supervisor supervisor;
    private @Nullable FileLock claim;

    public StockIdentity(Installation installation, Home home, Ports ports, PrintStream out) {
        this.installation = installation;
        this.home = home;
        this.ports = ports;
        this.journal = new Journal(home.journal());
        this.supervisor = new Supervisor(journal, out, () -> {});
    }

    /** Begins anew, with an empty realm. */
    public void start() throws Exception {
        claim = home.claim();
        journal.endLeftovers();
        home.erase();
        ports.requireFree();
        Secrets secrets = Secrets.of(home);
        Path realm = Files.writeString(home.folder().resolve(Endpoints.REALM + "-realm.json"), realm().toString());
        BuiltKeycloak built = BuiltKeycloak.stock(installation, supervisor);
        new Postgres(installation.workshop(), home, ports, secrets).start(supervisor);
        supervisor.start(Keycloak.service(installation, realm, built, home, ports, secrets));
    }

    /** Our realm's own switches; its flows, clients, scopes and policies are Keycloak's. */
    private ObjectNode realm() throws IOException {
        ObjectNode stock = Json.MAPPER.createObjectNode();
        Json.MAPPER.readTree(installation.realm().toFile()).properties().forEach(setting -> {
            if (setting.getValue().isValueNode() && !setting.getKey().endsWith(THEME)) {
                stock.set(setting.getKey(), setting.getValue());
            }
        });
        stock.put("sslRequired", "none").put("internationalizationEnabled", false);
        return stock;
    }

    public Map<String, Long> pids() {
        return supervisor.pids();
    }

    @Override
    public void close() {
        supervisor.stop();
        if (claim == null) {
            return;
        }
        try {
            claim.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
