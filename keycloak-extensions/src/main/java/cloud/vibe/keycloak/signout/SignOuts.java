package cloud.vibe.keycloak.signout;

import cloud.vibe.keycloak.outbox.Telling;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Tells of sign-outs in the transaction in which they happen: else a session would be gone and its tokens still stand. */
final class SignOuts {
    private final KeycloakSession session;
    private final RealmModel realm;

    SignOuts(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    void tell(SignOut signOut) {
        new Telling(session, realm).tell(signOut.event());
    }
}
