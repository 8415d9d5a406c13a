package cloud.vibe.keycloak.signout;

import cloud.vibe.keycloak.outbox.OutboxEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The end of what a subject's tokens of before are worth.
 *
 * @param kind session, person, app or everyone
 * @param id a session's id, or the principal's
 */
record SignOut(String kind, String id, Instant tokensBefore) {
    static final String TYPE = "https://vibe.cloud/events/sign-out";

    static final Duration MARGIN = Duration.ofSeconds(2);

    private static final String EVERYONE = "everyone";

    /**
     * With a time as well: Keycloak names a session after the first page of a sign-in, and could make another of the same name. A little
     * later than now: a token may still be issued while this is committed, and by a node whose clock is ahead.
     */
    static SignOut ofSession(String id, Instant now) {
        return new SignOut("session", id, now.plus(MARGIN));
    }

    static SignOut ofPerson(String userId, Instant now) {
        return new SignOut("person", userId, now);
    }

    static SignOut ofApp(String clientUuid, Instant now) {
        return new SignOut("app", clientUuid, now);
    }

    static SignOut ofEveryone(Instant now) {
        return new SignOut(EVERYONE, EVERYONE, now);
    }

    /** A later one of the same subject takes its place. */
    OutboxEvent event() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("subject", Map.of("kind", kind, "id", id));
        state.put("tokens_before", tokensBefore.toString());
        UUID subject = UUID.nameUUIDFromBytes((kind + " " + id).getBytes(StandardCharsets.UTF_8));
        return new OutboxEvent(TYPE, subject, tokensBefore.toEpochMilli(), state);
    }
}
