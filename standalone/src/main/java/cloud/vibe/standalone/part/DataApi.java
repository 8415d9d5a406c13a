package cloud.vibe.standalone.part;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.process.Jvm;
import cloud.vibe.standalone.process.Probe;
import cloud.vibe.standalone.process.Service;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data API: its migrations, and the service. */
public final class DataApi {
    private static final String DATABASE = "vibe";

    private final Home home;
    private final Endpoints endpoints;
    private final Secrets secrets;
    private final Path jar;

    public DataApi(Installation installation, Home home, Endpoints endpoints, Secrets secrets) throws IOException {
        this.home = home;
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.jar = stage(installation.dataApi(), home.data("data-api"));
    }

    public Service migration(String admin) {
        return migration(admin, DATABASE);
    }

    /** The same for another database on this server, that no service uses. */
    public Service migration(String admin, String database) {
        Map<String, String> environment = migrationEnvironment(endpoints, secrets, admin);
        environment.put("VIBE_DATABASE_URL", endpoints.jdbc(database));
        return service("migrate", "migrate", environment, () -> true);
    }

    public Service service() {
        // Alive, not healthy: the identity side may still be starting.
        return service(
                "data-api", "server", environment(endpoints, secrets), Probe.http(endpoints.adminApi() + "/ping"));
    }

    /** Every key that is set for the service; a test holds them against the contract. */
    static Map<String, String> environment(Endpoints endpoints, Secrets secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("VIBE_HTTP_HOST", "127.0.0.1");
        environment.put("VIBE_HTTP_PORT", Integer.toString(endpoints.ports().api()));
        environment.put("VIBE_ADMIN_PORT", Integer.toString(endpoints.ports().adminApi()));
        environment.put("VIBE_DATABASE_URL", endpoints.jdbc(DATABASE));
        environment.put("VIBE_DATABASE_API_PASSWORD", secrets.databaseApi());
        environment.put("VIBE_DATABASE_STREAM_PASSWORD", secrets.databaseStream());
        environment.put("VIBE_DATABASE_EVENTS_PASSWORD", secrets.databaseEvents());
        environment.put("VIBE_ISSUER", endpoints.issuer());
        environment.put("VIBE_API_URL", endpoints.api());
        environment.put("VIBE_DID_DOMAIN", endpoints.didDomain());
        environment.put("VIBE_S3_ENDPOINT", endpoints.s3());
        environment.put("VIBE_S3_ACCESS_KEY", secrets.s3AccessKey());
        environment.put("VIBE_S3_SECRET_KEY", secrets.s3SecretKey());
        environment.put("VIBE_CERTIFICATE_KEYS", secrets.certificateKeys());
        return environment;
    }

    static Map<String, String> migrationEnvironment(Endpoints endpoints, Secrets secrets, String admin) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("VIBE_DATABASE_URL", endpoints.jdbc(DATABASE));
        environment.put("VIBE_DATABASE_ADMIN_USER", admin);
        environment.put("VIBE_DATABASE_ADMIN_PASSWORD", secrets.databaseAdmin());
        environment.put("VIBE_DATABASE_API_PASSWORD", secrets.databaseApi());
        environment.put("VIBE_DATABASE_STREAM_PASSWORD", secrets.databaseStream());
        environment.put("VIBE_DATABASE_EVENTS_PASSWORD", secrets.databaseEvents());
        return environment;
    }

    private Service service(String name, String command, Map<String, String> environment, Probe ready) {
        List<String> line = Jvm.command("-Xmx512m", "-jar", jar.toString(), command);
        return Service.of(name, line, environment, home.folder(), home.log(name), ready);
    }

    /** A running JVM reads its jars at any time: it gets its own, so that a build never pulls them from under it. */
    private static Path stage(Path jar, Path folder) throws IOException {
        Path libraries = Files.createDirectories(folder.resolve("lib"));
        try (DirectoryStream<Path> before = Files.newDirectoryStream(libraries)) {
            for (Path library : before) {
                Files.delete(library);
            }
        }
        try (DirectoryStream<Path> built = Files.newDirectoryStream(jar.resolveSibling("lib"), "*.jar")) {
            for (Path library : built) {
                link(libraries.resolve(library.getFileName()), library);
            }
        }
        Path staged = folder.resolve(jar.getFileName());
        Files.copy(jar, staged, StandardCopyOption.REPLACE_EXISTING);
        return staged;
    }

    private static void link(Path link, Path existing) throws IOException {
        try {
            Files.createLink(link, existing);
        } catch (IOException | UnsupportedOperationException otherFileSystem) {
            Files.copy(existing, link);
        }
    }
}
