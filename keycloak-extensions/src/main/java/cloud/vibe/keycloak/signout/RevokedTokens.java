package cloud.vibe.keycloak.signout;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/**
 * The events after which an app's tokens of one session are worth nothing, while the session itself goes on: the app has given a token back
 * (RFC 7009), or a refresh token was used twice, so that somebody has stolen it (RFC 9700 section 4.14.2). Keycloak ends the app's part of the
 * session then; it cannot reach the access tokens.
 */
final class RevokedTokens {
    /** Keycloak's own words; an end-to-end test holds them. */
    private static final Set<String> USED_TWICE = Set.of("Maximum allowed refresh token reuse exceeded", "Stale token");

    private RevokedTokens() {}

    /** The session in which it happened; empty if the event is of another kind. */
    static Optional<String> of(KeycloakSession session, Event event) {
        if (event.getClientId() == null || event.getDetails() == null) {
            return Optional.empty();
        }
        if (event.getType() == EventType.REVOKE_GRANT && event.getDetails().containsKey(Details.REFRESH_TOKEN_ID)) {
            return Optional.ofNullable(event.getSessionId());
        }
        // Here the event does not say in which session.
        if (event.getType() == EventType.REVOKE_GRANT && event.getDetails().containsKey(Details.TOKEN_ID)) {
            return Optional.ofNullable(given(session)).map(AccessToken::getSessionId);
        }
        if (event.getType() == EventType.REFRESH_TOKEN_ERROR
                && USED_TWICE.contains(event.getDetails().getOrDefault(Details.REASON, ""))) {
            return Optional.ofNullable(event.getSessionId());
        }
        return Optional.empty();
    }

    private static @Nullable AccessToken given(KeycloakSession session) {
        @Nullable
        String token =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst("token");
        return token == null ? null : session.tokens().decode(token, AccessToken.class);
    }
}
