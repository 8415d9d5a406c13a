package cloud.vibe.keycloak.grant;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which grants of a realm are asked for; what is missing leaves all.
 *
 * @param person a user's id
 * @param app a client's internal UUID
 * @param status as it is at this moment: one whose time is over counts as expired, whether it says so yet or not
 * @param first how many are passed over
 * @param max how many at most
 */
public record GrantQuery(
        @Nullable String person,
        @Nullable String app,
        @Nullable GrantStatus status,
        int first,
        int max) {
    /** How many a page may have. */
    public static final int MOST = 200;

    public GrantQuery {
        if (first < 0 || max < 1 || max > MOST) {
            throw new IllegalArgumentException("first is 0 or more, and max is 1 to " + MOST);
        }
    }

    String jpql() {
        StringBuilder jpql = new StringBuilder("SELECT g FROM GrantEntity g WHERE g.realmId = :realm");
        if (person != null) {
            jpql.append(" AND g.userId = :person");
        }
        if (app != null) {
            jpql.append(" AND g.clientUuid = :app");
        }
        if (status != null) {
            jpql.append(
                    switch (status) {
                        case ACTIVE -> " AND g.status = 'active' AND (g.expiresAt IS NULL OR g.expiresAt > :now)";
                        case EXPIRED -> " AND (g.status = 'expired' OR (g.status = 'active' AND g.expiresAt <= :now))";
                        case REVOKED -> " AND g.status = 'revoked'";
                    });
        }
        return jpql.append(" ORDER BY g.updatedAt DESC, g.id").toString();
    }

    Map<String, Object> binds(Instant now) {
        Map<String, Object> binds = new LinkedHashMap<>();
        if (person != null) {
            binds.put("person", person);
        }
        if (app != null) {
            binds.put("app", app);
        }
        if (status == GrantStatus.ACTIVE || status == GrantStatus.EXPIRED) {
            binds.put("now", now.toEpochMilli());
        }
        return binds;
    }
}
