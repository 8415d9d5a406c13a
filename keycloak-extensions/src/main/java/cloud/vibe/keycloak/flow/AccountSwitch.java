package cloud.vibe.keycloak.flow;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * Leaves the sign-in that the browser has, for whoever wants to answer as somebody else. Keycloak's own way to begin a request anew ends the
 * session and asks who is there; it says so to nobody, so it is said here: the tokens of that sign-in are worth nothing either.
 */
public final class AccountSwitch {
    private AccountSwitch() {}

    /**
     * Tells of the end, and leads to where the request begins anew.
     *
     * @param current the sign-in to leave
     * @param action where the present page would be answered
     */
    public static Response leave(UserSessionModel current, EventBuilder event, URI action) {
        tell(current, event);
        return anew(action);
    }

    /** Ends a sign-in at once, with its cookies and tokens, and tells of it. */
    public static void end(KeycloakSession session, UserSessionModel current, EventBuilder event) {
        tell(current, event);
        AuthenticationManager.backchannelLogout(session, current, false);
    }

    /** Tells of the end of a sign-in: whoever hears it refuses its tokens. */
    public static void tell(UserSessionModel ended, EventBuilder event) {
        event.clone()
                .event(EventType.LOGOUT)
                .user(ended.getUser())
                .session(ended)
                .success();
    }

    /** Leads to where the request begins anew, for whoever has no sign-in yet. */
    public static Response anew(URI action) {
        return Response.seeOther(restart(action)).build();
    }

    /**
     * Asks who is there, and lets the sign-in that the browser has stand beside it: a guest's, to whom nothing else leads back. The new one
     * gets a name of its own, for Keycloak ends with an error where somebody else signs in under the name of one that stands.
     *
     * @param action where the present page would be answered
     */
    public static Response beside(KeycloakSession session, AuthenticationSessionModel authSession, URI action) {
        AuthenticationSessionModel other = new AuthenticationSessionManager(session)
                .createAuthenticationSession(authSession.getRealm(), true)
                .createAuthenticationSession(authSession.getClient());
        other.setRedirectUri(authSession.getRedirectUri());
        other.setProtocol(authSession.getProtocol());
        authSession.getClientNotes().forEach(other::setClientNote);
        // Else the cookie of the sign-in would answer.
        boolean isConsentWanted = TokenUtil.hasPrompt(
                authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM), OIDCLoginProtocol.PROMPT_VALUE_CONSENT);
        other.setClientNote(
                OIDCLoginProtocol.PROMPT_PARAM,
                OIDCLoginProtocol.PROMPT_VALUE_LOGIN
                        + (isConsentWanted ? " " + OIDCLoginProtocol.PROMPT_VALUE_CONSENT : ""));
        other.removeClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW);
        URI restart = restart(action);
        String request = restart.getRawQuery().replaceAll("(^|&)tab_id=[^&]*", "");
        return Response.seeOther(
                        restart.resolve("restart?" + request + "&tab_id=" + other.getTabId() + "&skip_logout=true"))
                .build();
    }

    /** The same request, told apart by the same parameters; the answer's own code does not belong to it. */
    static URI restart(URI action) {
        String kept = Arrays.stream(action.getRawQuery().split("&"))
                .filter(parameter -> !parameter.startsWith("session_code=") && !parameter.startsWith("execution="))
                .collect(Collectors.joining("&"));
        return action.resolve("restart?" + kept);
    }
}
