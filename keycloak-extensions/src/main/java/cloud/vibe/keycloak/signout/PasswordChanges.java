package cloud.vibe.keycloak.signout;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * A new password ends every sign-in that was made with the old one, but for that in which it was changed. The realm's attribute
 * {@value #ATTRIBUTE}, set to {@code false}, leaves them.
 */
final class PasswordChanges {
    static final String ATTRIBUTE = "vibe.signOutOnPasswordChange";

    private PasswordChanges() {}

    static boolean areSignOuts(RealmModel realm) {
        return !"false".equals(realm.getAttribute(ATTRIBUTE));
    }

    /**
     * Ends the sign-ins, in the caller's transaction: one of its own would wait for sessions that the caller has ended already.
     *
     * @return the sessions that were ended
     */
    static List<String> endOthers(KeycloakSession session, RealmModel realm, String userId, Set<String> current) {
        UserModel person = session.users().getUserById(realm, userId);
        if (person == null) {
            return List.of();
        }
        List<UserSessionModel> others = Stream.concat(
                        session.sessions().getUserSessionsStream(realm, person),
                        session.sessions().getOfflineUserSessionsStream(realm, person))
                .filter(other -> !current.contains(other.getId()))
                .toList();
        others.forEach(other -> {
            if (other.isOffline()) {
                session.sessions().removeOfflineUserSession(realm, other);
            } else {
                session.sessions().removeUserSession(realm, other);
            }
        });
        return others.stream().map(UserSessionModel::getId).distinct().toList();
    }
}
