package cloud.vibe.standalone.process;

import cloud.vibe.standalone.kernel.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Turns a {@link Service} into a process of the operating system, its output in its log. */
final class Launcher {
    /** Keys that a shell may have set for something else and that would change what a service does. */
    private static final List<String> FOREIGN =
            List.of("VIBE_", "KC_", "QUARKUS_", "PG", "JAVA_OPTS", "JAVA_TOOL_OPTIONS");

    private Launcher() {}

    static Process launch(Service service) {
        ProcessBuilder builder =
                new ProcessBuilder(service.command()).directory(service.folder().toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> FOREIGN.stream().anyMatch(key::startsWith));
        environment.putAll(service.environment());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(service.log().toFile()));
        // Never the terminal: a child must not read what the person types.
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Refusal(service.name() + " cannot be started (" + e.getMessage() + ").", e);
        }
    }

    /** Keeps the log of the run before as {@code name.log.1}. */
    static void rotate(Path log) {
        try {
            Files.createDirectories(log.getParent());
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new Refusal("The log " + log + " cannot be written (" + e.getMessage() + ").", e);
        }
    }

    /** The last lines of a log, for the person who asks why. */
    static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            return String.join("\n    ", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }
}
