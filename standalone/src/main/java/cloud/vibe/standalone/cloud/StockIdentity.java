package cloud.vibe.standalone.cloud;

import cloud.vibe.standalone.identity.BuiltKeycloak;
import cloud.vibe.standalone.identity.Keycloak;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.postgres.Postgres;
import cloud.vibe.standalone.process.Journal;
import cloud.vibe.standalone.process.Supervisor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Keycloak with nothing of ours in it and a PostgreSQL for it alone, set up as ours are, so that the two can be compared. */
public final class StockIdentity implements AutoCloseable {
    private static final String REALM = """
            {"realm": "%s", "enabled": true, "sslRequired": "none"}
            """.formatted(Endpoints.REALM);

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
        Path realm = Files.writeString(home.folder().resolve(Endpoints.REALM + "-realm.json"), REALM);
        BuiltKeycloak built = BuiltKeycloak.stock(installation, supervisor);
        new Postgres(installation.workshop(), home, ports, secrets).start(supervisor);
        supervisor.start(Keycloak.service(installation, realm, built, home, ports, secrets));
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
