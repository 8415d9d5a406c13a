package cloud.vibe.keycloak.flow;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.par.endpoints.request.AuthzEndpointParParser;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The pushed request (RFC 9126) that a sign-in began with. Its page can be loaded again until the sign-in is complete, and not after that.
 * Keycloak forgets it only where no action of the person's was required, and not at all where the sign-in was begun anew.
 */
public final class PushedRequest {
    private static final String NOTE = "vibe.pushed-request";

    /** Of a sign-in whose request another one has answered meanwhile. */
    private static final String TOO_LATE = "vibe.pushed-request-too-late";

    /** Where Keycloak (AuthorizationEndpoint) keeps the same for OIDCLoginProtocol; it has no constant. */
    private static final String KEYCLOAKS_NOTE = "authorization_request_uri";

    private PushedRequest() {}

    /** A note of the client's, for it goes with the request wherever that is begun anew. */
    public static void remember(AuthenticationSessionModel authSession, String uri) {
        authSession.setClientNote(NOTE, uri);
    }

    /** Nothing is left to ask; whether the sign-in may be answered, or was too late. */
    public static boolean forget(KeycloakSession session, AuthenticationSessionModel authSession) {
        @Nullable String uri = authSession.getClientNote(NOTE);
        if (uri != null) {
            authSession.removeClientNote(NOTE);
            if (take(session, uri)) {
                authSession.removeAuthNote(KEYCLOAKS_NOTE);
            } else {
                authSession.setAuthNote(TOO_LATE, "true");
            }
        }
        return !isTooLate(authSession);
    }

    /** Whether somebody else, or somebody in another tab, was quicker with the same request. */
    public static boolean isTooLate(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(TOO_LATE) != null;
    }

    /** Takes it out of Keycloak's store in one step: of two who try at once, one is told that it was there. */
    public static boolean take(KeycloakSession session, String uri) {
        return AuthzEndpointParParser.removeRequestObject(session, uri) != null;
    }
}
