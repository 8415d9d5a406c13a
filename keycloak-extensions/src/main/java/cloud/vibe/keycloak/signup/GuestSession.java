package cloud.vibe.keycloak.signup;

import cloud.vibe.keycloak.identity.Guest;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * The sign-in that this browser has, by the cookie of that sign-in and by nothing else: the cookie of a page is of the same name, and proves
 * nothing. Whoever signs up with a guest's goes on as the same person, and whoever signs in to an account may bring along what the guest did.
 */
final class GuestSession {
    private GuestSession() {}

    /** A guest's; empty where there is none, or it has ended since, or the guest has signed up in another tab. */
    static Optional<UserSessionModel> of(AuthenticationFlowContext context) {
        return here(context).filter(GuestSession::isTheirOwn);
    }

    /** Any other: that of somebody who has an account already, or of a guest whose place an admin has taken. */
    static Optional<UserSessionModel> ofSomebodyElse(AuthenticationFlowContext context) {
        return here(context).filter(found -> !isTheirOwn(found));
    }

    private static boolean isTheirOwn(UserSessionModel found) {
        return Guest.is(found.getUser()) && found.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) == null;
    }

    /**
     * The guest's sign-in that stands while somebody has just signed in to an account; looked at anew each time. Empty for a guest, and where
     * an admin has taken the guest's place: it is not theirs to give. Empty as well where the two sign-ins would be of one
     * name: Keycloak ends that with an error.
     */
    static Optional<UserSessionModel> beside(RequiredActionContext context) {
        if (Guest.is(context.getUser())) {
            return Optional.empty();
        }
        return here(context.getSession(), context.getRealm())
                .filter(GuestSession::isTheirOwn)
                .filter(found -> !found.getId()
                        .equals(context.getAuthenticationSession()
                                .getParentSession()
                                .getId()));
    }

    /** Keycloak takes the cookies of a sign-in away from whoever comes to a sign-up. Until they go through with it they keep theirs. */
    static void keepCookies(AuthenticationFlowContext context) {
        here(context)
                .ifPresent(found -> AuthenticationManager.createLoginCookie(
                        context.getSession(),
                        context.getRealm(),
                        found.getUser(),
                        found,
                        context.getUriInfo(),
                        context.getConnection()));
    }

    /** Whoever it is. */
    static Optional<UserSessionModel> here(AuthenticationFlowContext context) {
        return here(context.getSession(), context.getRealm());
    }

    private static Optional<UserSessionModel> here(KeycloakSession session, RealmModel realm) {
        AuthResult byCookie = AuthenticationManager.authenticateIdentityCookie(session, realm, true);
        return Optional.ofNullable(byCookie)
                .map(AuthResult::session)
                .filter(found -> found.getUser() != null && found.getUser().isEnabled());
    }
}
