package cloud.vibe.keycloak.merge;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One row a guest who is no more, and whose account has what was theirs. Public for Hibernate. */
@Entity
@Table(name = "VIBE_MERGE")
public class MergeEntity {
    @Id
    @Column(name = "GUEST_ID")
    String guestId = "";

    @Column(name = "REALM_ID")
    String realmId = "";

    @Column(name = "ACCOUNT_ID")
    String accountId = "";

    @Column(name = "MERGED_AT")
    long mergedAt;
}
