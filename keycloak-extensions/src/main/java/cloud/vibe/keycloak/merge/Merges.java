package cloud.vibe.keycloak.merge;

import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.identity.GuestEnd;
import cloud.vibe.keycloak.outbox.Issuer;
import cloud.vibe.keycloak.outbox.Outbox;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;

/** The merges of a realm. Who may ask for one is not decided here: only that it is a guest who is merged, and never into another guest. */
public final class Merges {
    private static final String PAGE = """
            SELECT m FROM MergeEntity m
            WHERE m.realmId = :realm AND m.guestId > :after AND m.guestId <= :upTo ORDER BY m.guestId
            """;
    private static final String FIRST = "";
    private static final String LAST = "g";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EntityManager entities;

    public Merges(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * Makes them one, in the session's transaction: the data API will hear of it, and the guest is removed, with every sign-in and every
     * grant of theirs. Of two at the same time one is let through, and of a merge and a sign-up as well.
     *
     * @throws IllegalStateException where it is no guest, or the account is one or disabled, or the guest is gone or about to be
     */
    public void merge(UserModel guest, UserModel account) {
        GuestEnd.claim(session, guest);
        if (!Guest.is(guest) || Guest.is(account) || !account.isEnabled()) {
            throw new IllegalStateException("only a guest is merged, and only into an account that is good");
        }
        MergeEntity entity = new MergeEntity();
        entity.guestId = guest.getId();
        entity.realmId = realm.getId();
        entity.accountId = account.getId();
        entity.mergedAt = Time.currentTimeMillis();
        entities.persist(entity);
        entities.flush();
        session.getProvider(Outbox.class)
                .write(realm, Issuer.of(session, realm, ""), merge(entity).event());
        session.sessions().removeUserSessions(realm, guest);
        if (!new UserManager(session).removeUser(realm, guest)) {
            throw new IllegalStateException("the guest is gone already");
        }
    }

    /**
     * In the order of the guests' ids.
     *
     * @param after where to begin, exclusive; null means at the first
     * @param upTo where to end, inclusive; null means at the last
     */
    public List<Merge> page(@Nullable UUID after, @Nullable UUID upTo, int limit) {
        return entities.createQuery(PAGE, MergeEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("after", after == null ? FIRST : after.toString())
                .setParameter("upTo", upTo == null ? LAST : upTo.toString())
                .setMaxResults(limit)
                .getResultStream()
                .map(Merges::merge)
                .toList();
    }

    /**
     * Tells of a merge that the data API does not know.
     *
     * @return whether there was something to do
     */
    public boolean tell(UUID guest, String issuer) {
        return Optional.ofNullable(entities.find(MergeEntity.class, guest.toString()))
                .filter(found -> found.realmId.equals(realm.getId()))
                .map(found -> session.getProvider(Outbox.class)
                        .writeUnlessWaiting(realm, issuer, merge(found).event()))
                .orElse(false);
    }

    private static Merge merge(MergeEntity entity) {
        return new Merge(UUID.fromString(entity.guestId), UUID.fromString(entity.accountId), entity.mergedAt);
    }
}
