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

    /** Long enough for the JVM to compile what is asked, at some hundred requests a second. */
    public Duration warmUp() {
        return Duration.ofSeconds(quick ? 1 : 20);
    }

    /** How many single ones a percentile is taken of. */
    public int singles() {
        return quick ? 60 : 400;
    }
}
