package cloud.vibe.keycloak.grant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What grants there are and have been, to be shown to people. It changes nothing, and asks nobody for permission: who calls it has. */
public final class GrantBook {
    private static final int MOST_VERSIONS = 200;

    private final GrantStore store;

    public GrantBook(KeycloakSession session) {
        this.store =
                new GrantStore(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    /** A page of them, paged by the database; whatever has changed last comes first. */
    public List<Grant> search(RealmModel realm, GrantQuery query) {
        return store.search(realm, query, now());
    }

    public Optional<Grant> find(RealmModel realm, UUID id) {
        return store.byId(realm, id);
    }

    /** One that holds, has ended or is over. */
    public Optional<Grant> find(RealmModel realm, String userId, String clientUuid) {
        return store.find(realm, userId, clientUuid);
    }

    /** The newest first, two hundred at most. */
    public List<GrantVersion> versions(Grant grant) {
        return store.versions(grant, MOST_VERSIONS);
    }

    /** As it is at this moment: what has run out is over, even if nobody has written that down yet. */
    public static GrantStatus status(Grant grant) {
        boolean isOver = grant.status() == GrantStatus.ACTIVE && !grant.isActive(now());
        return isOver ? GrantStatus.EXPIRED : grant.status();
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
