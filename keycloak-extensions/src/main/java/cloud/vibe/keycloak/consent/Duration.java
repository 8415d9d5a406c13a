package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.grant.Lasting;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** For how long an app is let in, as the page offers it. */
enum Duration {
    /** As it was before: only where there is something to keep. */
    UNCHANGED,
    ONCE,
    MONTH,
    YEAR,
    UNTIL_REVOKED;

    /** In the order in which they are offered. */
    static List<Duration> offered(Held held) {
        return held.lasting().equals(Lasting.UNTIL_REVOKED)
                ? List.of(ONCE, MONTH, YEAR, UNTIL_REVOKED)
                : List.of(UNCHANGED, ONCE, MONTH, YEAR, UNTIL_REVOKED);
    }

    /** What counts where the person does not say otherwise. */
    static Duration usual(Held held) {
        return offered(held).contains(UNCHANGED) ? UNCHANGED : UNTIL_REVOKED;
    }

    static Optional<Duration> of(String word) {
        for (Duration duration : values()) {
            if (duration.word().equals(word)) {
                return Optional.of(duration);
            }
        }
        return Optional.empty();
    }

    /** As it stands in the form, and at the end of the names of its words. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Lasting from(Instant now, String session, Held held) {
        return switch (this) {
            case UNCHANGED -> held.lasting();
            // A browser that is never closed does not sign out; so it is a day at most.
            case ONCE -> Lasting.once(session, after(now, Period.ofDays(1)));
            case MONTH -> Lasting.until(after(now, Period.ofDays(30)));
            case YEAR -> Lasting.until(after(now, Period.ofYears(1)));
            case UNTIL_REVOKED -> Lasting.UNTIL_REVOKED;
        };
    }

    private static Instant after(Instant now, Period period) {
        return now.atOffset(ZoneOffset.UTC).plus(period).toInstant();
    }
}
