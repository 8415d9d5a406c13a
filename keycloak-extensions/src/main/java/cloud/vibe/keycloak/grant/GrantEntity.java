package cloud.vibe.keycloak.grant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A row of a grant. Times are milliseconds since the epoch; sets are words with a space between. */
@Entity
@Table(name = "VIBE_GRANT")
public class GrantEntity {
    @Id
    @Column(name = "ID", length = 36, updatable = false)
    String id = "";

    @Column(name = "REALM_ID", length = 36, updatable = false)
    String realmId = "";

    @Column(name = "USER_ID", length = 36, updatable = false)
    String userId = "";

    @Column(name = "CLIENT_UUID", length = 36, updatable = false)
    String clientUuid = "";

    @Column(name = "CLIENT_ID")
    String clientId = "";

    @Column(name = "APP_NAME")
    String appName = "";

    @Column(name = "ISSUER")
    String issuer = "";

    @Column(name = "PERMISSIONS")
    String permissions = "";

    @Column(name = "DECLINED")
    String declined = "";

    @Column(name = "STATUS", length = 16)
    String status = "";

    @Column(name = "VERSION")
    long version;

    @Column(name = "NOT_BEFORE_VERSION")
    long notBeforeVersion;

    @Column(name = "GRANTED_AT")
    long grantedAt;

    @Column(name = "EXPIRES_AT")
    @Nullable
    Long expiresAt;

    @Column(name = "SESSION_ID")
    @Nullable
    String sessionId;

    @Column(name = "UPDATED_AT")
    long updatedAt;
}
