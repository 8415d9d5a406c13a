package cloud.vibe.keycloak.outbox;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Tells of what a listener hears, in the transaction in which it happens. Keycloak logs what a listener throws, and goes on
 * (keycloak#28837): it would have happened, and nobody be told. What fails in the first phase of the commit fails the commit.
 */
public final class Telling {
    private final KeycloakSession session;
    private final RealmModel realm;

    public Telling(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    public void tell(OutboxEvent event) {
        // Taken part in now: once the commit has begun, nothing can join the transaction any more.
        Outbox outbox = session.getProvider(Outbox.class);
        outbox.expect();
        String issuer = Issuer.of(session, realm, "");
        if (issuer.isEmpty()) {
            // No request: a realm is imported while the server starts.
            return;
        }
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                // A removed realm has no key left to sign with.
                if (session.realms().getRealm(realm.getId()) != null) {
                    outbox.write(realm, issuer, event);
                }
            }

            @Override
            protected void rollbackImpl() {
                // Nothing has been done yet.
            }
        });
    }
}
