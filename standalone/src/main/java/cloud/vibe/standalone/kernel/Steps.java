package cloud.vibe.standalone.kernel;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tells what is being done and how long it took, a line each; safe from several threads. */
public final class Steps {
    private final PrintStream out;

    public Steps(PrintStream out) {
        this.out = out;
    }

    public void say(String line) {
        out.println(line);
    }

    /** Runs one step and prints its name and time when it has ended well. */
    public <T> T step(String name, Callable<T> work) throws Exception {
        out.printf(Locale.ROOT, "  ...  %s%n", name);
        long start = System.nanoTime();
        T result = work.call();
        out.printf(Locale.ROOT, "  ok   %-34s %6.1f s%n", name, seconds(Duration.ofNanos(System.nanoTime() - start)));
        return result;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
