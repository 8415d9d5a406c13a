package cloud.vibe.standalone.cli;

import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a cloud is installed, keeps its data and listens: options that several commands share. */
final class Place {
    @Option(names = "--repository", hidden = true, defaultValue = ".")
    private Path repository = Path.of(".");

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Adds N to every port, so that clouds run side by side; each offset has data of its own.")
    private int offset;

    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            description = "Keeps data and logs there instead of standalone/run.")
    private @Nullable Path home;

    Installation installation() {
        return new Installation(repository);
    }

    Ports ports() {
        return new Ports(offset);
    }

    Home home() {
        if (home != null) {
            return new Home(home);
        }
        Path run = installation().repository().resolve("standalone/run");
        return offset == 0 ? new Home(run) : new Home(run.resolve("offset-" + offset), run.resolve("stack.json"));
    }
}
