package cloud.vibe.standalone.process;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the Java processes of the cloud are started. */
public final class Jvm {
    private static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8");

    private Jvm() {}

    /** With the Java that runs the supervisor. */
    public static List<String> command(String... options) {
        return Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        OPTIONS.stream(),
                        Stream.of(options))
                .flatMap(parts -> parts)
                .toList();
    }
}
