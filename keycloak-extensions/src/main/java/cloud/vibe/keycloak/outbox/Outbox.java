package cloud.vibe.keycloak.outbox;

import jakarta.persistence.EntityManager;
import java.util.UUID;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Takes events in. An event is part of the session's transaction: it is sent if, and only if, that commits, and at once when it has.
 */
public final class Outbox implements Provider {
    private static final String FORGET_REALM = "DELETE FROM OutboxEntity e WHERE e.realmId = :realm";

    /** Stands in the realm file that all ways to run share. */
    private static final String OUR_REALM = "vibe.realm.version";

    private final KeycloakSession session;
    private final OutboxSender sender;
    private boolean expected;
    private boolean written;

    Outbox(KeycloakSession session, OutboxSender sender) {
        this.session = session;
        this.sender = sender;
    }

    /** Fails, and with it the transaction, where the event cannot be stored: nothing changes unheard. */
    public void write(RealmModel realm, String issuer, OutboxEvent event) {
        expect();
        long now = Time.currentTimeMillis();
        OutboxEntity entity = new OutboxEntity();
        entity.id = UUID.randomUUID().toString();
        entity.realmId = realm.getId();
        entity.issuer = issuer;
        entity.eventType = event.type();
        entity.subject = event.subject().toString();
        entity.subjectVersion = event.version();
        entity.payload = EventJson.write(event.state());
        entity.createdAt = now;
        entity.nextAttemptAt = now;
        EntityManager entities = entities(session);
        entities.persist(entity);
        entities.flush();
        written = true;
    }

    /**
     * The same, unless this version of its subject waits already, or is parked.
     *
     * @return whether it was written
     */
    public boolean writeUnlessWaiting(RealmModel realm, String issuer, OutboxEvent event) {
        if (new OutboxStore(session).isWaiting(realm.getId(), event)) {
            return false;
        }
        write(realm, issuer, event);
        return true;
    }

    /** How many events wait for their delivery, of all realms, and not counting those that are parked. */
    public long waiting() {
        return new OutboxStore(session).queue().pending();
    }

    /** Keycloak's own realm, that of the console, is none of the data API's business: it would refuse the event, for ever. */
    public static boolean isToldOf(RealmModel realm) {
        return realm.getAttribute(OUR_REALM) != null;
    }

    /** Has the sender woken after the commit. What writes in the first phase of a commit calls this before: then it is too late. */
    public void expect() {
        if (expected) {
            return;
        }
        expected = true;
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                if (written) {
                    sender.wake();
                }
            }

            @Override
            protected void rollbackImpl() {
                // The rows are gone with the transaction.
            }
        });
    }

    /** A removed realm has no key left to sign with. */
    public void forget(RealmModel realm) {
        entities(session)
                .createQuery(FORGET_REALM)
                .setParameter("realm", realm.getId())
                .executeUpdate();
    }

    static EntityManager entities(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    @Override
    public void close() {}
}
