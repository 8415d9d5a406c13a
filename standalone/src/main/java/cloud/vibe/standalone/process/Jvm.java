package cloud.vibe.standalone.process;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the Java processes of the cloud are started. */
public final class Jvm {
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dfile.encoding=UTF-8",
            // Ten times what is usual. While a service starts, compiling for the last bit of speed takes the processor
            // from the starting of the others; what is run often is still compiled so, a little later.
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

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
