package cloud.vibe.keycloak.flow;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Begins a request of an app anew. Keycloak names the session of a sign-in after its first page, and finds it by that name: whoever must have
 * nothing in common with a session that is there needs another name, or its cookies and refresh tokens would be taken for those of the new one.
 */
public final class FreshStart {
    private FreshStart() {}

    /** Whether a session bears the name of this sign-in, whoever's it is and whether this browser has proven it or not. */
    public static boolean isNeeded(KeycloakSession session, AuthenticationSessionModel authSession) {
        UserSessionModel namesake = session.sessions()
                .getUserSession(
                        authSession.getRealm(), authSession.getParentSession().getId());
        return namesake != null;
    }

    /** The same request under a new name, at the beginning of a sign-in. The browser's other tabs begin theirs anew as well. */
    public static AuthenticationSessionModel signIn(KeycloakSession session, AuthenticationSessionModel authSession) {
        AuthenticationSessionModel fresh = AuthenticationProcessor.recreate(session, authSession);
        AuthenticationProcessor.resetFlow(fresh, LoginActionsService.AUTHENTICATE_PATH);
        return fresh;
    }

    /** The same request under a new name, at the beginning of a sign-up. */
    public static AuthenticationSessionModel signUp(KeycloakSession session, AuthenticationSessionModel authSession) {
        AuthenticationSessionModel fresh = AuthenticationProcessor.recreate(session, authSession);
        AuthenticationProcessor.resetFlow(fresh, LoginActionsService.REGISTRATION_PATH);
        return fresh;
    }

    /** Leads to where that request goes on. */
    public static Response page(KeycloakSession session, AuthenticationSessionModel fresh) {
        return to(new AuthenticationFlowURLHelper(
                        session, fresh.getRealm(), session.getContext().getUri())
                .getLastExecutionUrl(fresh));
    }

    /** Leads whoever is signed in as far as a guest is to the sign-up, as the link on the sign-in page does; the request goes on after it. */
    public static Response toSignUp(KeycloakSession session, AuthenticationSessionModel authSession) {
        AuthenticationProcessor.resetFlow(authSession, LoginActionsService.AUTHENTICATE_PATH);
        return to(new AuthenticationFlowURLHelper(
                        session, authSession.getRealm(), session.getContext().getUri())
                .getLastExecutionUrl(
                        LoginActionsService.REGISTRATION_PATH,
                        null,
                        authSession.getClient().getClientId(),
                        authSession.getTabId(),
                        AuthenticationProcessor.getClientData(session, authSession)));
    }

    private static Response to(URI page) {
        return Response.seeOther(page).build();
    }
}
