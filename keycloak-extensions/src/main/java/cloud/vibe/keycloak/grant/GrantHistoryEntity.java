package cloud.vibe.keycloak.grant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A row for each version of a grant, never changed. Times are milliseconds since the epoch; sets are words with a space between. */
@Entity
@Table(name = "VIBE_GRANT_HISTORY")
public class GrantHistoryEntity {
    @Id
    @Column(name = "ID", length = 36, updatable = false)
    String id = "";

    @Column(name = "REALM_ID", length = 36, updatable = false)
    String realmId = "";

    @Column(name = "GRANT_ID", length = 36, updatable = false)
    String grantId = "";

    @Column(name = "VERSION", updatable = false)
    long version;

    @Column(name = "STATUS", length = 16, updatable = false)
    String status = "";

    @Column(name = "PERMISSIONS", updatable = false)
    String permissions = "";

    @Column(name = "EXPIRES_AT", updatable = false)
    @Nullable
    Long expiresAt;

    @Column(name = "CAUSE", length = 16, updatable = false)
    String cause = "";

    @Column(name = "APP_VERSION", updatable = false)
    @Nullable
    String appVersion;

    @Column(name = "SCREEN", updatable = false)
    @Nullable
    String screen;

    @Column(name = "CHANGED_AT", updatable = false)
    long changedAt;
}
