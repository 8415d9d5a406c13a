package cloud.vibe.data.type;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which types there are, and some documents of one, as the policy of documents shows them to the caller at that moment: nothing is kept about
 * types, so it costs no write anything and can tell nothing of somebody else. Everything is bounded.
 */
final class SampleStore {
    private static final int MAX_OPENED_TYPES = 500;
    private static final int MAX_SHARED_TYPES = 5_000;
    private static final int MAX_RARE_TYPES = 200;

    // An app that may read every type finds its types by going from one to the next in the index; else they are named.
    // So are those of which
    // others share single documents. Of these the newest are counted; of a type that is not among them one document is
    // found.
    static final CallerStatement TYPES = CallerStatement.of(
            """
            WITH RECURSIVE caller AS MATERIALIZED (
                SELECT vibe.me() AS me, vibe.self() AS self, vibe.readable_types() AS types, vibe.global_types('read') AS everywhere
            ), granted AS MATERIALIZED (
                SELECT g.person, vibe.both_allow(g.global_reads, caller.everywhere) AS types FROM vibe.app_user_grants AS g, caller
                WHERE g.app = caller.self LIMIT 100
            ), scanned (owner, type) AS (
                SELECT whole.owner, (SELECT d.type FROM vibe.documents AS d WHERE d.owner = whole.owner AND d.deleted_at IS NULL
                    ORDER BY d.type LIMIT 1)
                FROM (SELECT me AS owner FROM caller WHERE '*' = ANY (types)
                    UNION SELECT person FROM granted WHERE '*' = ANY (types)) AS whole
                UNION ALL
                SELECT s.owner, (SELECT d.type FROM vibe.documents AS d WHERE d.owner = s.owner AND d.deleted_at IS NULL
                    AND d.type > s.type ORDER BY d.type LIMIT 1)
                FROM scanned AS s WHERE s.type IS NOT NULL
            ), named AS (
                SELECT owner, type FROM scanned WHERE type IS NOT NULL
                UNION SELECT me, unnest(types) FROM caller WHERE '*' <> ALL (types)
                UNION SELECT person, unnest(types) FROM granted WHERE '*' <> ALL (types)
                UNION SELECT c.issuer, c.type FROM vibe.certificates AS c, caller
                    WHERE c.holder = caller.me AND c.document IS NULL AND c.registered_at IS NOT NULL AND c.revoked_at IS NULL
                LIMIT %2$d
            ), shared_scanned (principal, type) AS (
                SELECT p.principal, (SELECT a.type FROM vibe.doc_acl_index AS a WHERE a.principal = p.principal AND a.action = 'read'
                    ORDER BY a.type LIMIT 1)
                FROM unnest((SELECT vibe.principals())::uuid[]) AS p (principal)
                UNION ALL
                SELECT s.principal, (SELECT a.type FROM vibe.doc_acl_index AS a WHERE a.principal = s.principal AND a.action = 'read'
                    AND a.type > s.type ORDER BY a.type LIMIT 1)
                FROM shared_scanned AS s WHERE s.type IS NOT NULL
            ), shared_named AS MATERIALIZED (
                SELECT type FROM shared_scanned WHERE type IS NOT NULL LIMIT %3$d
            ), shared AS MATERIALIZED (
                SELECT a.document FROM vibe.doc_acl_index AS a
                WHERE a.principal = ANY ((SELECT vibe.principals())::uuid[]) AND a.action = 'read'
                ORDER BY a.document DESC LIMIT %1$d
            ), recent AS MATERIALIZED (
                SELECT d.type, count(*) AS count, max(d.updated_at) AS updated_at FROM vibe.documents AS d, caller
                WHERE d.deleted_at IS NULL AND d.owner <> caller.me AND d.id IN (SELECT document FROM shared)
                GROUP BY d.type
            ), rare AS MATERIALIZED (
                SELECT DISTINCT n.type FROM shared_named AS n LEFT JOIN recent AS r ON r.type = n.type
                WHERE r.type IS NULL ORDER BY n.type LIMIT %4$d
            ), bounds AS MATERIALIZED (
                SELECT (SELECT count(*) FROM shared) < %1$d AS are_all_shared, (SELECT count(*) FROM named) < %2$d
                    AND (SELECT count(*) FROM shared_named) < %3$d AND (SELECT count(*) FROM rare) < %4$d AS is_complete
            ), counted AS (
                SELECT named.owner = caller.me AS is_own, named.type, newest.count, newest.updated_at, newest.count < %1$d AS is_exact
                FROM caller, named CROSS JOIN LATERAL (
                    SELECT count(*) AS count, max(d.updated_at) AS updated_at FROM (
                        SELECT updated_at FROM vibe.documents
                        WHERE owner = named.owner AND type = named.type AND deleted_at IS NULL ORDER BY id DESC LIMIT %1$d) AS d
                ) AS newest
                WHERE newest.count > 0
                UNION ALL
                SELECT false, type, count, updated_at, are_all_shared FROM recent, bounds
                UNION ALL
                SELECT false, rare.type, 1, newest.updated_at, false
                FROM rare CROSS JOIN LATERAL (
                    SELECT updated_at FROM vibe.shared_newest(rare.type, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 1)
                    ORDER BY id DESC LIMIT 1) AS newest
            )
            SELECT type, COALESCE(sum(count) FILTER (WHERE is_own), 0)::bigint AS own,
                COALESCE(sum(count) FILTER (WHERE NOT is_own), 0)::bigint AS others, max(updated_at) AS updated_at,
                bool_and(is_exact) AS is_exact, bool_and(is_complete) AS is_complete
            FROM counted, bounds GROUP BY type ORDER BY type
            """.formatted(TypeSummary.MAX_COUNTED + 1, MAX_OPENED_TYPES, MAX_SHARED_TYPES, MAX_RARE_TYPES));

    // As they are stored first, so that large documents are not unpacked for nothing; then as they are sent.
    private static final int SAMPLE_BYTES = 4 * 1024 * 1024;
    static final CallerStatement SAMPLE = CallerStatement.of("""
            SELECT is_own, updated_at, data FROM (
                SELECT is_own, updated_at, data, sum(octet_length(data)) OVER (ORDER BY is_own DESC, id DESC) AS running
                FROM (
                    SELECT id, is_own, updated_at, data::text AS data FROM (
                        SELECT picked.*, sum(pg_column_size(data)) OVER (ORDER BY is_own DESC, id DESC) AS running
                        FROM (
                            (SELECT id, true AS is_own, updated_at, data FROM vibe.documents
                            WHERE owner = ? AND type = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 500)
                            UNION ALL
                            (SELECT id, false, updated_at, data
                            FROM vibe.shared_newest(?, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 200)
                            ORDER BY id DESC LIMIT 200)
                            UNION ALL
                            (SELECT d.id, false, d.updated_at, d.data FROM (
                                SELECT o.id AS owner FROM vibe.owners_open_to_me(?) AS o (id) WHERE o.id <> ? LIMIT 20) AS opened
                                CROSS JOIN LATERAL (
                                    SELECT id, updated_at, data FROM vibe.documents
                                    WHERE owner = opened.owner AND type = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 20) AS d)
                        ) AS picked
                    ) AS stored
                    WHERE running - pg_column_size(data) < %1$d
                ) AS sent
            ) AS sized
            WHERE running - octet_length(data) < %1$d
            """.formatted(SAMPLE_BYTES));

    private final CallerDatabase database;

    SampleStore(CallerDatabase database) {
        this.database = database;
    }

    /** @param isComplete whether the whole list is, said in each of its rows */
    private record Listed(TypeSummary summary, boolean isComplete) {}

    private record Sampled(boolean isOwn, Instant updatedAt, String data) {}

    TypePage types(Caller caller) {
        caller.me();
        List<Listed> listed = database.read(
                caller,
                TYPES,
                binds -> {},
                row -> new Listed(
                        new TypeSummary(
                                new DocumentType(row.text("type")),
                                row.number("own"),
                                row.number("others"),
                                row.flag("is_exact"),
                                row.time("updated_at")),
                        row.flag("is_complete")));
        if (listed.isEmpty()) {
            database.requireGoodStanding(caller);
        }
        return new TypePage(
                listed.stream().map(Listed::summary).toList(), listed.stream().allMatch(Listed::isComplete));
    }

    /**
     * Looks at some documents of the type, the newest first.
     *
     * @throws Problem if the caller may read none
     */
    TypeShape shape(Caller caller, DocumentType type) {
        UUID me = caller.me().value();
        String name = type.value();
        TypeShape shape = new TypeShape(type);
        List<Sampled> documents = database.read(
                caller,
                SAMPLE,
                binds ->
                        binds.uuid(me).text(name).text(name).text(name).uuid(me).text(name),
                row -> new Sampled(row.flag("is_own"), row.time("updated_at"), row.text("data")));
        for (Sampled document : documents) {
            shape.add(TypeJson.ours(document.data), document.isOwn, document.updatedAt);
        }
        if (shape.isEmpty()) {
            database.requireGoodStanding(caller);
            throw Problem.notFound();
        }
        return shape;
    }
}
