package cloud.vibe.keycloak.grant;

import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** What an app has of a person's sign-ins: its refresh tokens live and die with it. The person stays signed in. */
public final class AppSessions {
    /** Stands among the details of an event: an app has ended its part of a sign-in. */
    public static final String ENDED = "vibe_app_signed_out";

    private final KeycloakSession session;

    AppSessions(KeycloakSession session) {
        this.session = session;
    }

    /** One app's part of one sign-in, in the caller's transaction. */
    public static void end(UserSessionModel signIn, ClientModel app) {
        AuthenticatedClientSessionModel ofApp = signIn.getAuthenticatedClientSessionByClient(app.getId());
        if (ofApp != null) {
            ofApp.detachFromUserSession();
        }
    }

    void end(String realmId, String userId, String clientUuid) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        UserModel person = session.users().getUserById(realm, userId);
        if (person == null) {
            return;
        }
        List<UserSessionModel> signIns = Stream.concat(
                        session.sessions().getUserSessionsStream(realm, person),
                        session.sessions().getOfflineUserSessionsStream(realm, person))
                .toList();
        for (UserSessionModel signIn : signIns) {
            AuthenticatedClientSessionModel ofApp = signIn.getAuthenticatedClientSessionByClient(clientUuid);
            if (ofApp != null) {
                ofApp.detachFromUserSession();
            }
        }
    }

    /** Only the offline ones, in the caller's transaction. */
    void endOffline(RealmModel realm, UserModel person, String clientUuid) {
        session.sessions().getOfflineUserSessionsStream(realm, person).toList().forEach(signIn -> {
            AuthenticatedClientSessionModel ofApp = signIn.getAuthenticatedClientSessionByClient(clientUuid);
            if (ofApp != null) {
                ofApp.detachFromUserSession();
            }
        });
    }
}
