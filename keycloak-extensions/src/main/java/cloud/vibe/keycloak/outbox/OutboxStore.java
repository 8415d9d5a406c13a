package cloud.vibe.keycloak.outbox;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** What the sender asks of the table. Every method belongs in a short transaction of its own: none is held while HTTP is under way. */
final class OutboxStore {
    private static final String DUE = """
            SELECT e FROM OutboxEntity e
            WHERE e.nextAttemptAt <= :now
              AND NOT EXISTS (SELECT 1 FROM OutboxEntity newer
                              WHERE newer.realmId = e.realmId AND newer.subject = e.subject
                                AND newer.subjectVersion > e.subjectVersion AND newer.parkedAt IS NULL)
            ORDER BY e.nextAttemptAt
            """;
    // With it goes what is older of the same subject: one that is parked would wait for its day, to be told too late.
    private static final String DELIVERED = """
            DELETE FROM OutboxEntity e
            WHERE e.realmId = :realm AND e.subject = :subject AND e.subjectVersion <= :version
            """;
    private static final String FAILED = """
            UPDATE OutboxEntity e SET e.nextAttemptAt = :next
            WHERE e.id = :id AND e.attempts = :attempts
            """;

    private static final String PARKED = """
            UPDATE OutboxEntity e
            SET e.nextAttemptAt = :next, e.parkedAt = COALESCE(e.parkedAt, :now), e.refusal = :refusal
            WHERE e.id = :id AND e.attempts = :attempts
            """;
    private static final String UNPARKED =
            "UPDATE OutboxEntity e SET e.nextAttemptAt = :now WHERE e.parkedAt IS NOT NULL";

    private static final String WAITING = """
            SELECT COUNT(e) FROM OutboxEntity e
            WHERE e.realmId = :realm AND e.subject = :subject AND e.subjectVersion = :version AND e.eventType = :type
            """;
    private static final String QUEUE = """
            SELECT COUNT(e), COUNT(e.parkedAt), MIN(CASE WHEN e.parkedAt IS NULL THEN e.createdAt END)
            FROM OutboxEntity e
            """;

    /** Hibernate's value of the lock timeout hint that means SKIP LOCKED. */
    private static final int SKIP_LOCKED = -2;

    private static final String LOCK_TIMEOUT = "jakarta.persistence.lock.timeout";

    private final EntityManager entities;

    OutboxStore(KeycloakSession session) {
        this.entities = Outbox.entities(session);
    }

    /**
     * Takes due events for this node: no other node sees them before the lease is over, and if this one dies they come back by
     * themselves. One that a later event of its subject has overtaken is passed over, and goes when that one is delivered; what is parked
     * overtakes nothing, for it tells nobody anything.
     */
    List<OutboxEntity> claim(int limit, long now, Duration lease) {
        List<OutboxEntity> due = entities.createQuery(DUE, OutboxEntity.class)
                .setParameter("now", now)
                .setMaxResults(limit)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint(LOCK_TIMEOUT, SKIP_LOCKED)
                .getResultList();
        for (OutboxEntity event : due) {
            event.attempts++;
            event.nextAttemptAt = now + lease.toMillis();
        }
        return due;
    }

    void delivered(String realmId, String subject, long version) {
        entities.createQuery(DELIVERED)
                .setParameter("realm", realmId)
                .setParameter("subject", subject)
                .setParameter("version", version)
                .executeUpdate();
    }

    /** Nothing happens if another node has taken the event over since. */
    void failed(String id, int attempts, long now) {
        entities.createQuery(FAILED)
                .setParameter("id", id)
                .setParameter("attempts", attempts)
                .setParameter("next", now + Backoff.after(attempts).toMillis())
                .executeUpdate();
    }

    /** Rests, with the reason, until {@code next}; the time is that of the first refusal. */
    void parked(String id, int attempts, String refusal, long now, long next) {
        entities.createQuery(PARKED)
                .setParameter("id", id)
                .setParameter("attempts", attempts)
                .setParameter("refusal", refusal)
                .setParameter("now", now)
                .setParameter("next", next)
                .executeUpdate();
    }

    /** Everything that is parked is offered once more: this server, or the data API, may be another version now. */
    int unpark(long now) {
        return entities.createQuery(UNPARKED).setParameter("now", now).executeUpdate();
    }

    boolean isWaiting(String realmId, OutboxEvent event) {
        return entities.createQuery(WAITING, Long.class)
                        .setParameter("realm", realmId)
                        .setParameter("subject", event.subject().toString())
                        .setParameter("version", event.version())
                        .setParameter("type", event.type())
                        .getSingleResult()
                > 0;
    }

    Queue queue() {
        Object[] row = entities.createQuery(QUEUE, Object[].class).getSingleResult();
        long all = ((Number) row[0]).longValue();
        long parked = ((Number) row[1]).longValue();
        return new Queue(all - parked, parked, row[2] == null ? null : ((Number) row[2]).longValue());
    }

    /**
     * How much there is.
     *
     * @param oldest when the oldest of the pending ones was written, in milliseconds since the epoch
     */
    record Queue(long pending, long parked, @Nullable Long oldest) {}
}
