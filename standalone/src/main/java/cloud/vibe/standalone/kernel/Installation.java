package cloud.vibe.standalone.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where the built parts lie: a checkout of the repository after dev-setup.
 *
 * @param isForLong whether what is started is to be fast once it has run for a while, as on a server, rather than to be there soon
 */
public record Installation(Path repository, boolean isForLong) {
    public Installation {
        repository = repository.toAbsolutePath().normalize();
    }

    public Installation(Path repository) {
        this(repository, false);
    }

    public Installation forLong() {
        return new Installation(repository, true);
    }

    public Path dataApi() {
        return built("data-api/target/data-api.jar");
    }

    public Path providerJar() {
        return built("keycloak-extensions/target/keycloak-extensions.jar");
    }

    public Path themesJar() {
        return built("keycloak-themes/target/keycloak-themes.jar");
    }

    public Path realm() {
        return built("keycloak-extensions/realm/vibe-realm.json");
    }

    public Path demo() {
        return built("keycloak-extensions/realm/demo.json");
    }

    public Path objectStoreLibraries() {
        return built("standalone/object-store/target/lib");
    }

    public Path notesServer() {
        return built("sdk/examples/notes/serve.mjs");
    }

    /** Built Keycloaks are put here, one folder for each combination of jars and options. */
    public Path workshop() {
        return repository.resolve("standalone/target");
    }

    /** The unpacked distribution, as it was published. */
    public Path keycloakDistribution() {
        return built("standalone/target/distribution/keycloak-" + keycloakVersion());
    }

    /** The release that this launcher was built with; after an upgrade both lie in the folder. */
    private static String keycloakVersion() {
        try (InputStream file = Installation.class.getResourceAsStream("/versions.properties")) {
            Properties versions = new Properties();
            versions.load(file);
            return versions.getProperty("keycloak");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path built(String path) {
        Path file = repository.resolve(path);
        if (!Files.exists(file)) {
            throw missing(file);
        }
        return file;
    }

    private static Refusal missing(Path file) {
        return new Refusal(file + " is not there: run ./scripts/dev-setup.sh first.");
    }
}
