package cloud.vibe.standalone.e2e;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for what must become true; the bound only ends a test that would never end. */
final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Eventually() {}

    static <T> T eventually(Supplier<T> question, java.util.function.Predicate<? super T> answered) {
        return eventually(BOUND, question, answered);
    }

    static <T> T eventually(Duration bound, Supplier<T> question, java.util.function.Predicate<? super T> answered) {
        long deadline = System.nanoTime() + bound.toNanos();
        T answer = question.get();
        while (!answered.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not so after " + bound.toSeconds() + " s; last seen: " + answer);
            }
            pause();
            answer = question.get();
        }
        return answer;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
