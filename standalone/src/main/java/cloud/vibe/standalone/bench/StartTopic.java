package cloud.vibe.standalone.bench;

import cloud.vibe.standalone.bench.report.Report;
import cloud.vibe.standalone.cloud.Cloud;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** How long a start takes and how much memory the running cloud holds. Measured on a cloud of its own, beside any that runs. */
final class StartTopic {
    private static final int OFFSET = 700;
    private static final double NANOS = 1e9;
    private static final double KILOBYTES = 1024.0;

    private StartTopic() {}

    static void measure(Installation installation, Report report) throws Exception {
        Home home = new Home(installation.workshop().resolve("bench"));
        report.add("start.first_s", timed(installation, home, true, null), "s");
        report.add("start.warm_s", timed(installation, home, false, report), "s");
    }

    private static double timed(
            Installation installation, Home home, boolean fresh, @org.jspecify.annotations.Nullable Report memory)
            throws Exception {
        long start = System.nanoTime();
        Cloud cloud = new Cloud(installation, home, new Ports(OFFSET), System.out);
        try (cloud) {
            cloud.start(fresh);
            double seconds = (System.nanoTime() - start) / NANOS;
            if (memory != null) {
                // The supervisor is this process, and every other one is its child.
                memory.add(
                        "start.rss_mb",
                        residentMegabytes(
                                java.util.List.of(ProcessHandle.current().pid())),
                        "MB");
                for (var entry : cloud.pids().entrySet()) {
                    memory.add(
                            "start.rss_mb." + entry.getKey(),
                            residentMegabytes(java.util.List.of(entry.getValue())),
                            "MB");
                }
            }
            return seconds;
        }
    }

    /** Resident memory of the processes and everything that they started; pages shared between them count once for each. */
    private static double residentMegabytes(Collection<Long> pids) throws IOException {
        String list = pids.stream()
                .flatMap(pid -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid)))
                .distinct()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", list).start();
        try (InputStream out = ps.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .mapToLong(Long::parseLong)
                            .sum()
                    / KILOBYTES;
        }
    }
}
