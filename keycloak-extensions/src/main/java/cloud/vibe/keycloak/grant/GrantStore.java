package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.permission.Permission;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.RealmModel;

/**
 * Grants and their rows. Whoever means to change a grant locks it first: two answers at once follow one another.
 *
 * <p>Results are read as lists: a stream that is left halfway keeps its statement to the end of the transaction, and the driver then prepares
 * the next one of the same text anew (half of what a sign-in asked PostgreSQL for was that).
 */
final class GrantStore {
    private static final String OF_PERSON_AND_APP = """
            SELECT g FROM GrantEntity g
            WHERE g.realmId = :realm AND g.userId = :user AND g.clientUuid = :client
            """;
    private static final String ACTIVE_OF_PERSON = """
            SELECT g FROM GrantEntity g
            WHERE g.realmId = :realm AND g.userId = :user AND g.status = 'active'
            ORDER BY g.id
            """;
    private static final String ACTIVE_OF_APP = """
            SELECT g FROM GrantEntity g
            WHERE g.realmId = :realm AND g.clientUuid = :client AND g.status = 'active'
            ORDER BY g.id
            """;
    private static final String ACTIVE_WITH = """
            SELECT g FROM GrantEntity g
            WHERE g.realmId = :realm AND g.status = 'active' AND g.permissions LIKE :word
            ORDER BY g.id
            """;
    private static final String BOUND_OF_PERSON = """
            SELECT g FROM GrantEntity g
            WHERE g.realmId = :realm AND g.userId = :user AND g.status = 'active' AND g.sessionId IS NOT NULL
                AND (:session IS NULL OR g.sessionId = :session)
            ORDER BY g.id
            """;
    private static final String EXPIRED = """
            SELECT g.id FROM GrantEntity g
            WHERE g.status = 'active' AND g.expiresAt <= :now
            ORDER BY g.expiresAt
            """;
    private static final String BY_ID = "SELECT g FROM GrantEntity g WHERE g.id = :id";
    private static final String VERSIONS = """
            SELECT h FROM GrantHistoryEntity h WHERE h.grantId = :grant ORDER BY h.version DESC
            """;
    private static final String OF_REALM = """
            SELECT g FROM GrantEntity g
            WHERE g.realmId = :realm AND g.id > :after
            ORDER BY g.id
            """;
    private static final String LAST_ISSUER = """
            SELECT g.issuer FROM GrantEntity g
            WHERE g.realmId = :realm
            ORDER BY g.updatedAt DESC
            """;
    private static final List<String> FORGET_REALM = List.of(
            "DELETE FROM GrantHistoryEntity h WHERE h.realmId = :realm",
            "DELETE FROM GrantEntity g WHERE g.realmId = :realm");

    /** Hibernate's value of the lock timeout hint that means SKIP LOCKED. */
    private static final int SKIP_LOCKED = -2;

    private final EntityManager entities;

    GrantStore(EntityManager entities) {
        this.entities = entities;
    }

    Optional<Grant> find(RealmModel realm, String userId, String clientUuid) {
        return ofPersonAndApp(realm, userId, clientUuid).getResultList().stream()
                .findFirst()
                .map(GrantStore::grant);
    }

    Optional<Stored> lock(RealmModel realm, String userId, String clientUuid) {
        return ofPersonAndApp(realm, userId, clientUuid)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .stream()
                .findFirst()
                .map(this::current);
    }

    List<Stored> lockActiveOfPerson(RealmModel realm, String userId) {
        return locked(entities.createQuery(ACTIVE_OF_PERSON, GrantEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("user", userId));
    }

    List<Stored> lockActiveOfApp(RealmModel realm, String clientUuid) {
        return locked(entities.createQuery(ACTIVE_OF_APP, GrantEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("client", clientUuid));
    }

    /** Those of any app of the realm that hold exactly this permission. */
    List<Stored> lockActiveWith(RealmModel realm, Permission permission) {
        return locked(entities.createQuery(ACTIVE_WITH, GrantEntity.class)
                        .setParameter("realm", realm.getId())
                        .setParameter("word", "%" + permission + "%"))
                .stream()
                .filter(held -> held.grant().permissions().contains(permission))
                .toList();
    }

    /** What a person has allowed for one sign-in only; of every one of theirs where none is named. */
    List<Stored> lockBound(RealmModel realm, String userId, @Nullable String sessionId) {
        return locked(entities.createQuery(BOUND_OF_PERSON, GrantEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("user", userId)
                .setParameter("session", sessionId));
    }

    /** The ids of grants, of any realm, whose time is over and which do not say so yet. */
    List<String> expired(Instant now, int limit) {
        return entities.createQuery(EXPIRED, String.class)
                .setParameter("now", now.toEpochMilli())
                .setMaxResults(limit)
                .getResultList();
    }

    /** One of those; none where another node works on it. */
    Optional<Placed> lockExpired(String id) {
        return entities
                .createQuery(BY_ID, GrantEntity.class)
                .setParameter("id", id)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", SKIP_LOCKED)
                .getResultList()
                .stream()
                .findFirst()
                .map(row -> new Placed(row.realmId, current(row)));
    }

    /** In the order of their ids, after one; from the first where there is none. */
    List<Grant> page(RealmModel realm, @Nullable UUID after, int limit) {
        return entities
                .createQuery(OF_REALM, GrantEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("after", after == null ? "" : after.toString())
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(GrantStore::grant)
                .toList();
    }

    /** The issuer that the realm's events named last; none before the first grant. */
    Optional<String> lastIssuer(RealmModel realm) {
        return entities
                .createQuery(LAST_ISSUER, String.class)
                .setParameter("realm", realm.getId())
                .setMaxResults(1)
                .getResultList()
                .stream()
                .findFirst();
    }

    /** Of any realm: whoever asks looks at which. */
    Optional<Placed> lock(UUID id) {
        return entities
                .createQuery(BY_ID, GrantEntity.class)
                .setParameter("id", id.toString())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .stream()
                .findFirst()
                .map(row -> new Placed(row.realmId, current(row)));
    }

    /** Keeps the version in the grant's history. */
    void remember(RealmModel realm, Grant grant, Cause cause) {
        GrantHistoryEntity row = new GrantHistoryEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realm.getId();
        row.grantId = grant.id().toString();
        row.version = grant.version();
        row.status = grant.status().word();
        row.permissions = words(grant.permissions());
        row.expiresAt = grant.until().map(Instant::toEpochMilli).orElse(null);
        row.cause = cause.kind().name().toLowerCase(Locale.ROOT);
        row.appVersion = cause.appVersion();
        row.screen = cause.screen();
        row.changedAt = Time.currentTimeMillis();
        entities.persist(row);
        entities.flush();
    }

    /** The versions of a grant, the newest first. */
    List<GrantVersion> versions(Grant grant, int limit) {
        return entities
                .createQuery(VERSIONS, GrantHistoryEntity.class)
                .setParameter("grant", grant.id().toString())
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(GrantStore::version)
                .toList();
    }

    private static GrantVersion version(GrantHistoryEntity row) {
        return new GrantVersion(
                row.version,
                GrantStatus.of(row.status),
                permissions(row.permissions),
                instant(row.expiresAt),
                new Cause(Cause.Kind.valueOf(row.cause.toUpperCase(Locale.ROOT)), row.appVersion, row.screen),
                Instant.ofEpochMilli(row.changedAt));
    }

    Optional<Grant> byId(RealmModel realm, UUID id) {
        return Optional.ofNullable(entities.find(GrantEntity.class, id.toString()))
                .filter(row -> row.realmId.equals(realm.getId()))
                .map(GrantStore::grant);
    }

    /** Whatever has changed last comes first. */
    List<Grant> search(RealmModel realm, GrantQuery query, Instant now) {
        TypedQuery<GrantEntity> search = entities.createQuery(query.jpql(), GrantEntity.class)
                .setParameter("realm", realm.getId())
                .setFirstResult(query.first())
                .setMaxResults(query.max());
        query.binds(now).forEach(search::setParameter);
        return search.getResultList().stream().map(GrantStore::grant).toList();
    }

    void save(RealmModel realm, String issuer, Grant grant) {
        GrantEntity row = entities.find(GrantEntity.class, grant.id().toString());
        boolean isNew = row == null;
        if (row == null) {
            row = new GrantEntity();
            row.id = grant.id().toString();
            row.realmId = realm.getId();
            row.userId = grant.person().id().toString();
            row.clientUuid = grant.app().principal().id().toString();
        }
        row.clientId = grant.app().clientId();
        row.appName = grant.app().name();
        row.issuer = issuer;
        row.permissions = words(grant.permissions());
        row.declined = words(grant.declined());
        row.status = grant.status().word();
        row.version = grant.version();
        row.notBeforeVersion = grant.notBeforeVersion();
        row.grantedAt = grant.grantedAt().toEpochMilli();
        row.expiresAt = grant.until().map(Instant::toEpochMilli).orElse(null);
        row.sessionId = grant.lasting().session();
        row.updatedAt = Time.currentTimeMillis();
        if (isNew) {
            entities.persist(row);
        }
        // A row that cannot be written must fail here, where the caller can still stop the transaction.
        entities.flush();
    }

    void forget(RealmModel realm) {
        FORGET_REALM.forEach(sql ->
                entities.createQuery(sql).setParameter("realm", realm.getId()).executeUpdate());
    }

    private TypedQuery<GrantEntity> ofPersonAndApp(RealmModel realm, String userId, String clientUuid) {
        return entities.createQuery(OF_PERSON_AND_APP, GrantEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("user", userId)
                .setParameter("client", clientUuid);
    }

    private List<Stored> locked(TypedQuery<GrantEntity> query) {
        return query.setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList().stream()
                .map(this::current)
                .toList();
    }

    /** Read again under the lock: what this session read before it had the lock may have changed while it waited for it. */
    private Stored current(GrantEntity row) {
        entities.refresh(row);
        return new Stored(grant(row), row.issuer);
    }

    private static Grant grant(GrantEntity row) {
        return new Grant(
                UUID.fromString(row.id),
                Principal.Person.of(row.userId),
                new GrantedApp(Principal.App.of(row.clientUuid), row.clientId, row.appName),
                permissions(row.permissions),
                split(row.declined),
                GrantStatus.of(row.status),
                row.version,
                row.notBeforeVersion,
                Instant.ofEpochMilli(row.grantedAt),
                new Lasting(instant(row.expiresAt), row.sessionId));
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static NavigableSet<Permission> permissions(String words) {
        // What is no permission (any more) is left out: the rest of the grant still holds.
        return split(words).stream()
                .flatMap(word -> Permission.parse(word).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static NavigableSet<String> split(String words) {
        NavigableSet<String> set = new TreeSet<>();
        if (!words.isEmpty()) {
            set.addAll(List.of(words.split(" ", -1)));
        }
        return set;
    }

    private static String words(Collection<?> set) {
        return set.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    /** A grant, and the realm that it is in. */
    record Placed(String realmId, Stored stored) {}

    /** A grant, and the issuer that its events named last: work in the background has no request to read it from. */
    record Stored(Grant grant, String issuer) {}
}
