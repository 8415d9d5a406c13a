package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.ClientId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of a sign-in, or of all that a person, an app or everyone has had so far.
 *
 * @param subject a session's id, with a blank and the client id behind it where it is about one app in it; the principal's, or {@code everyone}
 * @param tokensBefore tokens issued until then are worth nothing; null means any
 */
record SignOutEvent(String subject, @Nullable Instant tokensBefore) {
    static final String KIND = "https://vibe.cloud/events/sign-out";

    private static final String EVERYONE = "everyone";
    private static final String SESSION = "session";
    private static final Set<String> SUBJECTS = Set.of(SESSION, "person", "app", EVERYONE);
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
        return new SignOutEvent(
                SESSION.equals(subject.get("kind")) ? id + app(subject) : id, before(payload.get("tokens_before")));
    }

    /** Empty where all apps of the session are meant. */
    private static String app(Map<?, ?> subject) {
        return switch (subject.get("app")) {
            case null -> "";
            case String app -> " " + new ClientId(app);
            default -> throw new IllegalArgumentException("the subject's app is not a client id");
        };
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
