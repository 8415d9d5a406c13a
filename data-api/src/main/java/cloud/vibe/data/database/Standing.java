package cloud.vibe.data.database;

import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.Problem;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a caller may do at this moment: what their token and the stored grant both allow. No {@code endsAt} means that no end is set. */
public sealed interface Standing {
    /** The grant holds. */
    record Good(Permissions permissions, @Nullable Instant endsAt) implements Standing {}

    /** The token is worth nothing any more. */
    record Refused(Why why) implements Standing {
        public Problem problem() {
            return why.problem();
        }
    }

    /** What has ended. */
    enum Why {
        /** The grant is revoked, has expired, or is not theirs. */
        GRANT,
        /** The sign-in, or every one of the person or app that the token was issued to. */
        SIGN_IN;

        private Problem problem() {
            return switch (this) {
                case GRANT -> Problem.grantRevoked();
                case SIGN_IN -> Problem.signedOut();
            };
        }
    }

    /** Why {@code vibe.standing()} refuses; empty if it does not. */
    static Optional<Problem> refusal(String standing) {
        return why(standing).map(Why::problem);
    }

    static Optional<Why> why(String standing) {
        return switch (standing) {
            case "good", "nobody" -> Optional.empty();
            case "signed_out" -> Optional.of(Why.SIGN_IN);
            default -> Optional.of(Why.GRANT);
        };
    }
}
