package cloud.vibe.keycloak.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** An event that waits for its delivery. Times are milliseconds since the epoch. */
@Entity
@Table(name = "VIBE_OUTBOX")
public class OutboxEntity {
    @Id
    @Column(name = "ID", length = 36, updatable = false)
    String id = "";

    @Column(name = "REALM_ID", length = 36, updatable = false)
    String realmId = "";

    @Column(name = "ISSUER", updatable = false)
    String issuer = "";

    @Column(name = "EVENT_TYPE", updatable = false)
    String eventType = "";

    @Column(name = "SUBJECT", length = 36, updatable = false)
    String subject = "";

    @Column(name = "SUBJECT_VERSION", updatable = false)
    long subjectVersion;

    @Column(name = "PAYLOAD", updatable = false)
    String payload = "";

    @Column(name = "CREATED_AT", updatable = false)
    long createdAt;

    @Column(name = "ATTEMPTS")
    int attempts;

    @Column(name = "NEXT_ATTEMPT_AT")
    long nextAttemptAt;

    @Column(name = "PARKED_AT")
    @Nullable
    Long parkedAt;

    @Column(name = "REFUSAL", length = 1024)
    @Nullable
    String refusal;
}
