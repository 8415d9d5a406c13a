package cloud.vibe.keycloak.grant;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a grant holds.
 *
 * @param until no end where it is missing
 * @param session the id of the sign-in that it ends with; it holds in no other
 */
public record Lasting(@Nullable Instant until, @Nullable String session) {
    public static final Lasting UNTIL_REVOKED = new Lasting(null, null);

    public static Lasting until(Instant end) {
        return new Lasting(end, null);
    }

    /** In this sign-in only, and not beyond the end. */
    public static Lasting once(String session, Instant end) {
        return new Lasting(end, session);
    }

    /** The earlier of the two ends; null is no end. */
    public Lasting notBeyond(@Nullable Instant end) {
        boolean isEarlier = end != null && (until == null || end.isBefore(until));
        return isEarlier ? new Lasting(end, session) : this;
    }

    boolean holds(Instant now) {
        return until == null || now.isBefore(until);
    }

    boolean holdsIn(String sessionId) {
        return session == null || session.equals(sessionId);
    }

    Optional<Instant> end() {
        return Optional.ofNullable(until);
    }
}
