package cloud.vibe.keycloak.signout;

import cloud.vibe.keycloak.grant.AppSessions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;

/**
 * The events after which tokens of an app are worth nothing, while the session itself goes on: the app has given one back (RFC 7009), or a
 * refresh token or a code was used twice, so that somebody has stolen it (RFC 9700 section 4.14.2, RFC 6749 section 4.1.2). Keycloak ends the app's part of the session then;
 * it cannot reach the access tokens.
 */
final class RevokedTokens {
    /** Keycloak's own words; an end-to-end test holds them. */
    private static final Set<String> USED_TWICE = Set.of("Maximum allowed refresh token reuse exceeded", "Stale token");

    private RevokedTokens() {}

    /** What ends with the event; empty if it is of another kind. */
    static Optional<SignOut> of(KeycloakSession session, Event event, Instant now) {
        if (event.getClientId() == null || event.getDetails() == null) {
            return Optional.empty();
        }
        boolean isGivenBack = event.getType() == EventType.REVOKE_GRANT;
        if (isGivenBack && event.getDetails().containsKey(Details.TOKEN_ID)) {
            return Optional.ofNullable(given(session))
                    .filter(token -> !token.isExpired())
                    .flatMap(token -> ofToken(token, event.getClientId()));
        }
        if (event.getType() == EventType.CODE_TO_TOKEN_ERROR && Errors.INVALID_CODE.equals(event.getError())) {
            return appOfCode(session, event)
                    .map(app -> SignOut.ofAppInSession(event.getSessionId(), app.getClientId(), now));
        }
        boolean isUsedTwice = event.getType() == EventType.REFRESH_TOKEN_ERROR
                && USED_TWICE.contains(event.getDetails().getOrDefault(Details.REASON, ""));
        boolean isSignedOut = isGivenBack
                && (event.getDetails().containsKey(Details.REFRESH_TOKEN_ID)
                        || event.getDetails().containsKey(AppSessions.ENDED));
        if (isUsedTwice || isSignedOut) {
            return Optional.ofNullable(event.getSessionId())
                    .map(signIn -> SignOut.ofAppInSession(signIn, event.getClientId(), now));
        }
        return Optional.empty();
    }

    /** This one and those before it. The time is the token's own: to give it back again changes nothing. The event does not say in which session. */
    private static Optional<SignOut> ofToken(AccessToken token, String clientId) {
        Instant issued = Instant.ofEpochSecond(token.getIat());
        if (token.getSessionId() != null) {
            return Optional.of(SignOut.ofAppInSession(token.getSessionId(), clientId, issued));
        }
        // Of an app for itself, also where a sibling asked for it.
        return token.getOtherClaims().get("app") instanceof String app
                ? Optional.of(SignOut.ofApp(app, issued))
                : Optional.empty();
    }

    /**
     * Whose part of the session Keycloak has ended: a code names the session and the app, so this is also what a forged one does. Of a session
     * that is not there nothing is told.
     */
    private static Optional<ClientModel> appOfCode(KeycloakSession session, Event event) {
        @Nullable
        String code =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(OAuth2Constants.CODE);
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (code == null
                || event.getSessionId() == null
                || session.sessions().getUserSession(realm, event.getSessionId()) == null) {
            return Optional.empty();
        }
        String[] parts = code.split("\\.", 3);
        return parts.length == 3 ? Optional.ofNullable(realm.getClientById(parts[2])) : Optional.empty();
    }

    private static @Nullable AccessToken given(KeycloakSession session) {
        @Nullable
        String token =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst("token");
        return token == null ? null : session.tokens().decode(token, AccessToken.class);
    }
}
