package cloud.vibe.keycloak.outbox;

import java.time.Duration;

/** How long an event rests after a delivery that failed: 1, 2, 4, 8, 16 and then 30 seconds, without end. */
final class Backoff {
    static final Duration CEILING = Duration.ofSeconds(30);
    private static final int DOUBLINGS = 5;

    private Backoff() {}

    static Duration after(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("nothing has been attempted");
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(attempts - 1, DOUBLINGS));
        return doubled.compareTo(CEILING) < 0 ? doubled : CEILING;
    }
}
