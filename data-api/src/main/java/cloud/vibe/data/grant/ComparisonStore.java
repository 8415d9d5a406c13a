package cloud.vibe.data.grant;

import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.PersonId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Compares grants and merges with those of the identity side, as vibe_events. Nothing is written. */
final class ComparisonStore {
    // One row a grant that was told, in five arrays beside each other; permissions with a space between.
    private static final String TOLD = """
            WITH told AS (
                SELECT id, version, status, string_to_array(NULLIF(permissions, ''), ' ') AS permissions, expires_at
                FROM unnest(:ids::uuid[], :versions::bigint[], :statuses::text[], :permissions::text[],
                    :expiries::timestamptz[]) AS t(id, version, status, permissions, expires_at)
            )
            """;

    // What has ended and is not known there is no difference: it allows nothing on either side.
    private static final String HELD = TOLD + """
            SELECT g.id, g.version, g.not_before_version, g.status, g.permissions, g.expires_at, g.person, g.app,
                g.client_id, app.name
            FROM vibe.app_user_grants AS g
            JOIN vibe.principals AS app ON app.id = g.app
            LEFT JOIN told ON told.id = g.id
            WHERE g.id > COALESCE(:after::uuid, '00000000-0000-0000-0000-000000000000')
                AND g.id <= COALESCE(:upTo::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                AND CASE WHEN told.id IS NULL THEN g.status = 'active'
                    ELSE (g.version, g.status, g.expires_at) IS DISTINCT FROM (told.version, told.status, told.expires_at)
                        OR NOT (g.permissions @> COALESCE(told.permissions, '{}')
                            AND g.permissions <@ COALESCE(told.permissions, '{}'))
                    END
            ORDER BY g.id LIMIT :most
            """;

    private static final String MISSING = TOLD + """
            SELECT told.id FROM told
            WHERE told.id <= COALESCE(:upTo::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                AND NOT EXISTS (SELECT 1 FROM vibe.app_user_grants AS g WHERE g.id = told.id)
            ORDER BY told.id
            """;

    private static final String UNMERGED = """
            SELECT told.guest FROM unnest(:guests::uuid[], :versions::bigint[]) AS told (guest, version)
            WHERE told.guest <= COALESCE(:upTo::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                AND NOT EXISTS (SELECT 1 FROM vibe.merges AS m WHERE m.guest = told.guest AND m.version >= told.version)
            ORDER BY told.guest
            """;

    private final RoleDatabase database;

    ComparisonStore(RoleDatabase database) {
        this.database = database;
    }

    /**
     * Compares one range.
     *
     * @param most stored grants in the answer; where there are more, the comparison ends with the last of them
     */
    Differences compare(Comparison comparison, int most) {
        return database.transact(handle -> {
            List<Differences.Held> held = bind(handle.createQuery(HELD), comparison, comparison.upTo())
                    .bind("after", value(comparison.after()))
                    .bind("most", most)
                    .map((row, context) -> held(row))
                    .list();
            GrantId end = held.size() < most
                    ? comparison.upTo()
                    : new GrantId(held.getLast().grant());
            return new Differences(end, missing(handle, comparison, end), held, unmerged(handle, comparison, end));
        });
    }

    private static List<GrantId> missing(Handle handle, Comparison comparison, @Nullable GrantId end) {
        return bind(handle.createQuery(MISSING), comparison, end)
                .mapTo(UUID.class)
                .map(GrantId::new)
                .list();
    }

    private static List<PersonId> unmerged(Handle handle, Comparison comparison, @Nullable GrantId end) {
        List<MergeEvent> merges = comparison.merges();
        return handle.createQuery(UNMERGED)
                .bind(
                        "guests",
                        merges.stream().map(merge -> merge.guest().toString()).toArray(String[]::new))
                .bind("versions", merges.stream().map(MergeEvent::version).toArray(Long[]::new))
                .bind("upTo", value(end))
                .mapTo(UUID.class)
                .map(PersonId::new)
                .list();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Comparison comparison, @Nullable GrantId upTo) {
        List<Comparison.Told> grants = comparison.grants();
        return statement
                .bind(
                        "ids",
                        grants.stream().map(told -> told.grant().toString()).toArray(String[]::new))
                .bind("versions", grants.stream().map(Comparison.Told::version).toArray(Long[]::new))
                .bind(
                        "statuses",
                        grants.stream().map(told -> told.status().wire()).toArray(String[]::new))
                .bind(
                        "permissions",
                        grants.stream().map(told -> words(told.permissions())).toArray(String[]::new))
                .bind(
                        "expiries",
                        grants.stream()
                                .map(told -> told.expiresAt() == null
                                        ? null
                                        : told.expiresAt().toString())
                                .toArray(String[]::new))
                .bind("upTo", value(upTo));
    }

    private static Differences.Held held(ResultSet row) throws SQLException {
        OffsetDateTime expiresAt = row.getObject("expires_at", OffsetDateTime.class);
        return new Differences.Held(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getLong("not_before_version"),
                row.getString("status"),
                texts(row.getArray("permissions")),
                expiresAt == null
                        ? null
                        : expiresAt.withOffsetSameInstant(ZoneOffset.UTC).toInstant(),
                row.getObject("person", UUID.class),
                row.getObject("app", UUID.class),
                row.getString("client_id"),
                row.getString("name"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static String words(List<Permission> permissions) {
        return String.join(" ", permissions.stream().map(Permission::toString).toList());
    }

    private static @Nullable UUID value(@Nullable GrantId id) {
        return id == null ? null : id.value();
    }
}
