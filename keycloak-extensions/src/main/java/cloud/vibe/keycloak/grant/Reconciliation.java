package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.environment.Environment;
import cloud.vibe.keycloak.outbox.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Brings grants and what the data API knows of them into line, one at a time. It looks at what is stored at that moment: what was read to
 * compare may have changed since. Nothing grows by it: a grant stays as it is and is told again, or less is left of it.
 */
public final class Reconciliation {
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final GrantStore store;

    public Reconciliation(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.store =
                new GrantStore(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    /** The realm's grants in the order of their ids, those that have ended included; from the first where {@code after} is null. */
    public List<Grant> page(@Nullable UUID after, int limit) {
        return store.page(realm, after, limit);
    }

    /** The issuer that the realm's events named last: work in the background has no request to read it from. Empty before the first grant. */
    public Optional<String> issuer() {
        return store.lastIssuer(realm);
    }

    /**
     * Tells of a grant that the data API does not know.
     *
     * @return whether there was something to do
     */
    public boolean tell(UUID id, String issuer) {
        return store.lock(id)
                .filter(this::isHere)
                .map(found -> write(found.stored().grant(), issuer))
                .orElse(false);
    }

    /**
     * Does what is to be done about a grant that the data API knows otherwise.
     *
     * @return whether there was something to do
     */
    public boolean align(KnownGrant known, String issuer) {
        Optional<GrantStore.Placed> found = store.lock(known.id());
        if (found.isEmpty()) {
            return known.status() == GrantStatus.ACTIVE && write(known.ended(now()), issuer);
        }
        Grant grant = found.get().stored().grant();
        if (!isHere(found.get()) || !known.isOf(grant)) {
            LOG.errorf("the data API knows grant %s as one of somebody else; it is left as it is", known.id());
            return false;
        }
        if (known.isLike(grant)) {
            return false;
        }
        if (known.version() < grant.version()) {
            return write(grant, issuer);
        }
        Grant after = grant.meet(known);
        LOG.warnf(
                "grant %s was at version %d, and the data API knows version %d of it: this database was restored, or"
                        + " somebody has written to it. What either side does not allow is over, at version %d",
                grant.id(), grant.version(), known.version(), after.version());
        new Grants(session).replace(realm, grant, after, issuer);
        return true;
    }

    private boolean isHere(GrantStore.Placed found) {
        return found.realmId().equals(realm.getId());
    }

    private boolean write(Grant grant, String issuer) {
        String didDomain = Environment.current().didDomain();
        return session.getProvider(Outbox.class).writeUnlessWaiting(realm, issuer, GrantEvent.of(grant, didDomain));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
