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
 * @param app the client id of the one app whose tokens of that session it is about; empty for all of the subject
 */
record SignOut(String kind, String id, String app, Instant tokensBefore) {
    static final String TYPE = "https://vibe.cloud/events/sign-out";

    static final Duration MARGIN = Duration.ofSeconds(2);

    private static final String EVERYONE = "everyone";

    /**
     * With a time as well: Keycloak names a session after the first page of a sign-in, and could make another of the same name. A little
     * later than now: a token may still be issued while this is committed, and by a node whose clock is ahead.
     */
    static SignOut ofSession(String id, Instant now) {
        return new SignOut("session", id, "", now.plus(MARGIN));
    }

    /** Of one app in a session that goes on, in which the app may sign in again at once. */
    static SignOut ofAppInSession(String id, String clientId, Instant now) {
        return new SignOut("session", id, clientId, now);
    }

    static SignOut ofPerson(String userId, Instant now) {
        return new SignOut("person", userId, "", now);
    }

    static SignOut ofApp(String clientUuid, Instant now) {
        return new SignOut("app", clientUuid, "", now);
    }

    static SignOut ofEveryone(Instant now) {
        return new SignOut(EVERYONE, EVERYONE, "", now);
    }

    /** A later one of the same subject takes its place. */
    OutboxEvent event() {
        Map<String, Object> subject = new LinkedHashMap<>(Map.of("kind", kind, "id", id));
        String name = kind + " " + id;
        if (!app.isEmpty()) {
            subject.put("app", app);
            name += " " + app;
        }
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("subject", subject);
        state.put("tokens_before", tokensBefore.toString());
        return new OutboxEvent(
                TYPE,
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                tokensBefore.toEpochMilli(),
                state);
    }
}
