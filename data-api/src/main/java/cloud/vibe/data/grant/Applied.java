package cloud.vibe.data.grant;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for the event that tells of a change, for a while: usually it comes before the identity side's answer is read. */
final class Applied {
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private Applied() {}

    /** Whether it is so now. */
    static boolean comes(BooleanSupplier isApplied) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        Duration pause = FIRST_PAUSE;
        while (!isApplied.getAsBoolean()) {
            if (System.nanoTime() > deadline || !rest(pause)) {
                return false;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return true;
    }

    private static boolean rest(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
