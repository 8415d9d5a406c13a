package cloud.vibe.data.database;

import cloud.vibe.data.kernel.Permissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a caller may do at this moment: what their token and the stored grant both allow. No {@code endsAt} means that no end is set. */
public sealed interface Standing {
    /** The grant holds. */
    record Good(Permissions permissions, @Nullable Instant endsAt) implements Standing {}

    /** The grant is revoked, has expired, or is not theirs: the token is worth nothing any more. */
    record Refused() implements Standing {}
}
