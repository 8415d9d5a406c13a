package cloud.vibe.standalone.identity;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.process.Jvm;
import cloud.vibe.standalone.process.Probe;
import cloud.vibe.standalone.process.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Keycloak process of one cloud. */
public final class Keycloak {
    public static final String ADMIN = "admin";

    // Ten times what is usual. While it starts, compiling for the last bit of speed takes the processor from the others
    // that start; what is run often is still compiled so, a little later.
    private static final List<String> COMPILED_LATE = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    // Every app and every permission has entries of its own, and Keycloak keeps 10,000 unless told otherwise:
    // too few for thousands of apps.
    private static final String REALM_ENTRIES = "100000";

    private Keycloak() {}

    public static Service service(
            Installation installation, BuiltKeycloak built, Home home, Ports ports, Secrets secrets)
            throws IOException {
        return service(installation, installation.realm(), built, home, ports, secrets);
    }

    /** The same with another realm than ours. */
    public static Service service(
            Installation installation, Path realm, BuiltKeycloak built, Home home, Ports ports, Secrets secrets)
            throws IOException {
        Path folder = stage(realm, built, home);
        List<String> command = new ArrayList<>(Jvm.command("-Xms64m", "-Xmx512m", "-XX:MaxMetaspaceSize=256m"));
        if (!installation.isForLong()) {
            command.addAll(COMPILED_LATE);
        }
        command.addAll(List.of(
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-Dpicocli.disable.closures=true",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                // Not kc.sh: it stays as a shell between us and the server, and a killed shell leaves the server
                // behind.
                "-Dkc.home.dir=" + folder,
                "-Djboss.server.config.dir=" + folder.resolve("conf"),
                "-cp",
                built.folder().resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "start",
                "--optimized",
                "--import-realm",
                // Each look at its health before it is up would be a line.
                "--log-level=info,io.smallrye.health:warn"));
        Endpoints endpoints = new Endpoints(ports);
        return Service.of(
                "keycloak",
                command,
                environment(endpoints, secrets),
                folder,
                home.log("keycloak"),
                Probe.http(endpoints.identityManagement() + "/health/ready"));
    }

    /** Every key that is set for Keycloak; a test holds ours against the contract. */
    static Map<String, String> environment(Endpoints endpoints, Secrets secrets) {
        Ports ports = endpoints.ports();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("KC_HOSTNAME", endpoints.identity());
        environment.put("KC_HTTP_ENABLED", "true");
        environment.put("KC_HTTP_HOST", "127.0.0.1");
        environment.put("KC_HTTP_PORT", Integer.toString(ports.identity()));
        environment.put("KC_HTTP_MANAGEMENT_PORT", Integer.toString(ports.identityManagement()));
        environment.put("KC_CACHE", "local");
        environment.put("KC_CACHE_EMBEDDED_REALMS_MAX_COUNT", REALM_ENTRIES);
        environment.put("KC_DB_URL", endpoints.jdbc("keycloak"));
        environment.put("KC_DB_USERNAME", "keycloak");
        environment.put("KC_DB_PASSWORD", secrets.databaseKeycloak());
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", secrets.keycloakAdmin());
        environment.put("VIBE_EVENTS_URL", endpoints.api() + "/v1/events");
        environment.put("VIBE_API_URL", endpoints.api());
        environment.put("VIBE_DID_DOMAIN", endpoints.didDomain());
        return environment;
    }

    /** The server writes beside its programs; each cloud gets a folder that shares the programs and has its own data. */
    private static Path stage(Path file, BuiltKeycloak built, Home home) throws IOException {
        Path folder = home.data("keycloak");
        Path realms = Files.createDirectories(folder.resolve("data/import"));
        for (String shared : List.of("bin", "conf", "lib", "providers", "themes")) {
            Path link = folder.resolve(shared);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, built.folder().resolve(shared));
        }
        Path realm = realms.resolve(file.getFileName());
        if (!Files.exists(realm)) {
            Files.copy(file, realm);
        }
        return folder;
    }

    /** Whether the realm was imported from another file than that of now: Keycloak imports a realm once and leaves it alone. */
    public static boolean isRealmOutdated(Installation installation, Home home) throws IOException {
        Path imported = home.data("keycloak")
                .resolve("data/import")
                .resolve(installation.realm().getFileName());
        return Files.exists(imported) && Files.mismatch(imported, installation.realm()) >= 0;
    }
}
