package cloud.vibe.standalone.postgres;

import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.PrivateFile;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.process.Probe;
import cloud.vibe.standalone.process.Service;
import cloud.vibe.standalone.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The database server of one cloud: its data folder, made once, and the process that serves it. */
public final class Postgres {
    public static final String ADMIN = "vibe_admin";

    /** People keep data here: what is acknowledged is on the disk. */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "max_connections=120",
            "shared_buffers=128MB",
            "idle_in_transaction_session_timeout=60s",
            "timezone=UTC",
            "log_timezone=UTC",
            "logging_collector=off");

    private final Home home;
    private final Ports ports;
    private final Secrets secrets;
    private final Binaries binaries;
    private final RunAs runAs;

    public Postgres(Path workshop, Home home, Ports ports, Secrets secrets) {
        this.home = home;
        this.ports = ports;
        this.secrets = secrets;
        this.binaries = Binaries.unpackedIn(workshop);
        this.runAs = RunAs.detect(home.folder());
    }

    /** Makes the data folder if there is none, then starts the server and makes the databases. */
    public void start(Supervisor supervisor) throws Exception {
        Path data = home.data("postgres");
        if (Files.exists(data)) {
            requireSameVersion(data);
        } else {
            create(data, supervisor);
        }
        Databases databases = new Databases(ports, secrets);
        supervisor.start(service(data, databases::answer));
        databases.create();
    }

    private Service service(Path data, Probe ready) {
        List<String> arguments =
                new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(ports.postgres())));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        return new Service(
                "postgres",
                runAs.command(binaries.program("postgres"), arguments),
                Map.of("LC_ALL", "C"),
                home.folder(),
                home.log("postgres"),
                ready,
                Duration.ofMinutes(2),
                Service.Signal.INT,
                true);
    }

    /** initdb works on a folder beside and is moved into place when it is whole, so that an interrupted one leaves no trace. */
    private void create(Path data, Supervisor supervisor) throws IOException, InterruptedException {
        Path unfinished = Files.createTempDirectory(data.getParent(), "postgres-new-");
        Path password = unfinished.resolveSibling(unfinished.getFileName() + ".password");
        PrivateFile.write(password, secrets.databaseAdmin());
        try {
            runAs.own(unfinished);
            runAs.own(password);
            supervisor.run(Service.of(
                    "initdb",
                    runAs.command(
                            binaries.program("initdb"),
                            List.of(
                                    "-D",
                                    unfinished.toString(),
                                    "-U",
                                    ADMIN,
                                    "--pwfile=" + password,
                                    "--auth=scram-sha-256",
                                    "--encoding=UTF8",
                                    "--locale-provider=builtin",
                                    "--builtin-locale=C.UTF-8",
                                    "--locale=C")),
                    Map.of("LC_ALL", "C"),
                    home.folder(),
                    home.log("initdb"),
                    () -> true));
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Home.deleteTree(unfinished);
            Files.deleteIfExists(password);
        }
    }

    private void requireSameVersion(Path data) throws IOException, InterruptedException {
        Path version = data.resolve("PG_VERSION");
        String stored = Files.exists(version) ? Files.readString(version).strip() : "an unfinished";
        Process process = new ProcessBuilder(binaries.program("postgres").toString(), "--version").start();
        String ours = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        process.waitFor();
        if (!ours.contains(" " + stored + ".")) {
            throw new Refusal(
                    "The data in " + data + " was written by PostgreSQL " + stored + ", and this is " + ours.strip()
                            + ": start it once with the earlier release and move its data over, or begin anew with --fresh.");
        }
    }
}
