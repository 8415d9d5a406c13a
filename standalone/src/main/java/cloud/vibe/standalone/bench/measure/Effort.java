package cloud.vibe.standalone.bench.measure;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param tenMillion also on ten million documents
 * @param fresh whether what an earlier run has loaded is thrown away
 * @param quick few and short rounds: to try the measurement itself, not for figures
 */
public record Effort(boolean tenMillion, boolean fresh, boolean quick) {
    public int rounds() {
        return quick ? 3 : 15;
    }

    public Duration round() {
        return Duration.ofMillis(quick ? 500 : 1_500);
    }

    /** Long enough for the API's JVM to compile what is asked to its end: 40 s of gets on two slow cores, seen in the CPU of each. */
    public Duration warmUp() {
        return Duration.ofSeconds(quick ? 1 : 60);
    }

    /** The same for those whose code is a few statements; short of the 30 s after which the API closes a connection that is not used. */
    public Duration shortWarmUp() {
        return Duration.ofSeconds(quick ? 1 : 15);
    }

    /** How many single ones a percentile is taken of. */
    public int singles() {
        return quick ? 60 : 400;
    }
}
