package cloud.vibe.data.caller;

import java.time.Instant;

/**
 * Where a token comes from: the sign-in that it was issued in, when, and until when it stands. A sign-out reaches back to it by these.
 *
 * @param session the claim {@code sid}; empty for an app for itself, which nobody has signed in to
 * @param at the claim {@code iat}, whole seconds
 */
public record Issued(String session, Instant at, Instant until) {
    /** In no sign-in, just now. */
    public static Issued until(Instant until) {
        return new Issued("", Instant.now(), until);
    }
}
