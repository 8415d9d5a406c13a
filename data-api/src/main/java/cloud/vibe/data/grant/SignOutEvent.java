package cloud.vibe.data.grant;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of a sign-in, or of all that a person, an app or everyone has had so far.
 *
 * @param subject a session's id, the principal's, or {@code everyone}
 * @param tokensBefore tokens issued until then are worth nothing; null means any
 */
record SignOutEvent(String subject, @Nullable Instant tokensBefore) {
    static final String KIND = "https://vibe.cloud/events/sign-out";

    private static final String EVERYONE = "everyone";
    private static final Set<String> SUBJECTS = Set.of("session", "person", "app", "everyone");
    private static final int MAX_LENGTH = 255;

    /**
     * Reads the payload of an event. Members that we do not know are passed over.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static SignOutEvent read(Map<?, ?> payload) {
        if (!(payload.get("subject") instanceof Map<?, ?> subject) || !SUBJECTS.contains(subject.get("kind"))) {
            throw new IllegalArgumentException("subject is not one that we know");
        }
        if (!(subject.get("id") instanceof String id)
                || id.isEmpty()
                || id.length() > MAX_LENGTH
                || id.indexOf(0) >= 0) {
            throw new IllegalArgumentException("the subject's id is not one");
        }
        if (id.equals(EVERYONE) != EVERYONE.equals(subject.get("kind"))) {
            throw new IllegalArgumentException("everyone is a kind and an id");
        }
        return new SignOutEvent(id, before(payload.get("tokens_before")));
    }

    private static @Nullable Instant before(@Nullable Object time) {
        try {
            return switch (time) {
                case null -> null;
                case String text -> OffsetDateTime.parse(text).toInstant();
                default -> throw new IllegalArgumentException("tokens_before is not a time");
            };
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("tokens_before is not RFC 3339", e);
        }
    }
}
