package cloud.vibe.standalone.bench.measure;

import cloud.vibe.standalone.kernel.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How long a process and all that it has started have been on a CPU, in user code and in the kernel, as Linux counts it. */
public final class CpuTime {
    private static final Path PROC = Path.of("/proc");
    private static final double MICROS = 1e6;

    private final double ticksPerSecond;

    public CpuTime() {
        if (!Files.exists(PROC.resolve("self/stat"))) {
            throw new Refusal("CPU times are read from /proc, which only Linux has: measure there.");
        }
        this.ticksPerSecond = ticksPerSecond();
    }

    /** One line of {@code /proc/PID/stat}; the children's ticks are of those that have ended. */
    record Stat(long parent, long ticks, long childrensTicks) {
        static Stat parse(String line) {
            // The name, in parentheses, may hold anything, also a parenthesis.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
            return new Stat(
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
        }
    }

    /** Microseconds since the process began; its children of now and of before are counted in. */
    public double micros(long pid) {
        Map<Long, Stat> all = all();
        long ticks = 0;
        for (Map.Entry<Long, Stat> entry : all.entrySet()) {
            if (descends(entry.getKey(), pid, all)) {
                ticks += entry.getValue().ticks();
                ticks += entry.getKey() == pid ? entry.getValue().childrensTicks() : 0;
            }
        }
        return ticks / ticksPerSecond * MICROS;
    }

    private static boolean descends(long pid, long ancestor, Map<Long, Stat> all) {
        long current = pid;
        while (current != ancestor) {
            Stat stat = all.get(current);
            if (stat == null) {
                return false;
            }
            current = stat.parent();
        }
        return true;
    }

    private static Map<Long, Stat> all() {
        Map<Long, Stat> all = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                stat(folder)
                        .ifPresent(stat ->
                                all.put(Long.parseLong(folder.getFileName().toString()), stat));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** Nothing of a process that has ended meanwhile. */
    private static Optional<Stat> stat(Path folder) {
        try {
            return Optional.of(Stat.parse(Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException hasEnded) {
            return Optional.empty();
        }
    }

    private static double ticksPerSecond() {
        try {
            Process getconf = new ProcessBuilder("getconf", "CLK_TCK").start();
            String text = new String(getconf.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Double.parseDouble(text.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
