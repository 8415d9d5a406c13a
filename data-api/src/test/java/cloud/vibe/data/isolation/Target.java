package cloud.vibe.data.isolation;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A document of the owner's, which has been changed once, with a word in it that nobody else could know.
 *
 * @param beside another document, which is shared as this one is
 * @param edge from this document to the other, with the word in its data
 * @param certificate the holder's; of a public document nobody holds one
 */
record Target(
        String id, String key, String formerRev, String rev, String word, UUID beside, UUID edge, UUID certificate) {
    /** What becomes of it before anybody asks. */
    enum State {
        SHARED,
        PUBLIC,
        DELETED
    }

    static Target make(Cast cast, State state) throws Exception {
        String word = "w" + UUID.randomUUID().toString().replace("-", "");
        Api api = TestCloud.get().api();
        String key = "key-" + UUID.randomUUID();
        Api.Answer created = api.post(
                cast.owner(), "{\"type\":\"notes\",\"key\":\"%s\",\"data\":{\"secret\":\"%s\"}}".formatted(key, word));
        String id = created.id();
        String formerRev = created.json().path("rev").asText();
        Api.Answer changed = api.put(cast.owner(), id, formerRev, "{\"secret\":\"harbour %s\"}".formatted(word));
        UUID document = UUID.fromString(id);
        Connection superuser = cast.superuser();
        TestDatabase.query(
                superuser,
                "SELECT set_config('vibe.person', ?, false)",
                cast.owner().person().toString());
        cast.makeTheGroup(word);
        share(superuser, cast, document, state);
        UUID beside = one(superuser, BESIDE, document).orElseThrow();
        share(superuser, cast, beside, state);
        UUID edge = one(superuser, EDGE, document, beside, word).orElseThrow();
        UUID certificate = one(superuser, CERTIFICATE, document, cast.principal(Kind.HOLDER))
                .orElseGet(UUID::randomUUID);
        if (state == State.DELETED) {
            api.delete(cast.owner(), id);
            api.delete(cast.owner(), beside.toString());
        }
        String rev = changed.json().path("rev").asText();
        return new Target(id, key, formerRev, rev, word, beside, edge, certificate);
    }

    private static final String BESIDE = """
            INSERT INTO vibe.documents (id, owner, type, data, rev)
            SELECT gen_random_uuid(), owner, type, '{}', '1-0000000000000000' FROM vibe.documents WHERE id = ?
            RETURNING id
            """;
    private static final String EDGE = """
            INSERT INTO vibe.doc_edges (id, source, target, label, data)
            VALUES (gen_random_uuid(), ?, ?, 'knows', jsonb_build_object('secret', ?::text)) RETURNING id
            """;
    private static final String CERTIFICATE = "SELECT id FROM vibe.certificates WHERE document = ? AND holder = ?";

    private static Optional<UUID> one(Connection superuser, String sql, Object... values) throws SQLException {
        return TestDatabase.query(superuser, sql, values).stream()
                .map(UUID::fromString)
                .findFirst();
    }

    private static void share(Connection superuser, Cast cast, UUID id, State state) throws SQLException {
        String acl = state == State.PUBLIC
                ? "[%s]".formatted(entry(Who.EVERYONE.id(), "read"))
                : "[%s,%s,%s,%s]"
                        .formatted(
                                entry(cast.principal(Kind.READER), "read"),
                                entry(cast.principal(Kind.WRITER), "write"),
                                entry(cast.principal(Kind.MANAGER), "manage"),
                                entry(cast.group(), "read"));
        TestDatabase.query(superuser, "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1", acl, id);
        if (state != State.PUBLIC) {
            TestDatabase.query(
                    superuser,
                    CERTIFY,
                    id,
                    cast.owner().person(),
                    cast.principal(Kind.HOLDER),
                    cast.principal(Kind.OVER),
                    cast.principal(Kind.WITHDRAWN));
        }
    }

    private static final String CERTIFY = """
            WITH said (document, issuer, holder, over, withdrawn) AS (VALUES (?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid)),
            given (holder, expires_at, revoked_at) AS (
                SELECT holder, now() + interval '1 hour', NULL::timestamptz FROM said
                UNION ALL SELECT over, now() - interval '1 second', NULL FROM said
                UNION ALL SELECT withdrawn, now() + interval '1 hour', now() FROM said)
            INSERT INTO vibe.certificates
                (id, issuer, holder, document, type, actions, not_before, expires_at, registered_at, revoked_at)
            SELECT gen_random_uuid(), said.issuer, given.holder, said.document, 'notes', '{read}', now() - interval '1 hour',
                given.expires_at, now(), given.revoked_at
            FROM said, given RETURNING 1
            """;

    /** Everything of it, and of what is told of it here, that a write could have changed. */
    List<String> asStored(Cast cast) throws Exception {
        UUID document = UUID.fromString(id);
        return TestDatabase.query(
                cast.superuser(), """
                    (SELECT row_to_json(d)::text FROM vibe.documents AS d WHERE id IN (?, ?) ORDER BY id)
                    UNION ALL (SELECT row_to_json(e)::text FROM vibe.doc_edges AS e WHERE source = ? ORDER BY id)
                    UNION ALL (SELECT row_to_json(c)::text FROM vibe.certificates AS c WHERE document = ? ORDER BY id)
                    UNION ALL (SELECT row_to_json(g)::text FROM vibe.groups AS g WHERE id = ?)
                    UNION ALL (SELECT row_to_json(m)::text FROM vibe.group_members AS m WHERE group_id = ? ORDER BY member)
                    """, document, beside, document, document, cast.group(), cast.group());
    }

    private static String entry(UUID principal, String action) {
        return "{\"principal\":\"%s\",\"actions\":[\"%s\"]}".formatted(principal, action);
    }
}
