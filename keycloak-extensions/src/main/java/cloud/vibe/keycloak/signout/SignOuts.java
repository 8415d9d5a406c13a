package cloud.vibe.keycloak.signout;

import cloud.vibe.keycloak.outbox.Issuer;
import cloud.vibe.keycloak.outbox.Outbox;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Tells of sign-outs in the transaction in which they happen. Keycloak logs what a listener throws, and goes on (keycloak#28837): a session
 * would be gone and its tokens still stand. What fails in the first phase of the commit fails the commit.
 */
final class SignOuts {
    private final KeycloakSession session;
    private final RealmModel realm;

    SignOuts(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    void tell(SignOut signOut) {
        // Taken part in now: once the commit has begun, nothing can join the transaction any more.
        Outbox outbox = session.getProvider(Outbox.class);
        outbox.expect();
        String issuer = Issuer.of(session, realm, "");
        if (issuer.isEmpty()) {
            // No request: a realm is imported while the server starts, and nobody has signed in to it yet.
            return;
        }
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                // A removed realm has no key left to sign with.
                if (session.realms().getRealm(realm.getId()) != null) {
                    outbox.write(realm, issuer, signOut.event());
                }
            }

            @Override
            protected void rollbackImpl() {
                // Nothing has been done yet.
            }
        });
    }
}
