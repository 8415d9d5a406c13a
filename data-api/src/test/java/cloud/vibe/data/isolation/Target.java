package cloud.vibe.data.isolation;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/** A document of the owner's, which has been changed once, with a word in it that nobody else could know. */
record Target(String id, String key, String formerRev, String rev, String word) {
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
        share(cast, id, state);
        if (state == State.DELETED) {
            api.delete(cast.owner(), id);
        }
        return new Target(id, key, formerRev, changed.json().path("rev").asText(), word);
    }

    private static void share(Cast cast, String id, State state) throws Exception {
        String acl = state == State.PUBLIC
                ? "[%s]".formatted(entry(Who.EVERYONE.id(), "read"))
                : "[%s,%s,%s,%s]"
                        .formatted(
                                entry(cast.principal(Kind.READER), "read"),
                                entry(cast.principal(Kind.WRITER), "write"),
                                entry(cast.principal(Kind.MANAGER), "manage"),
                                entry(cast.group(), "read"));
        try (Connection superuser = TestDatabase.get().superuser()) {
            String owner = cast.owner().person().toString();
            TestDatabase.query(superuser, "SELECT set_config('vibe.person', ?, false)", owner);
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    acl,
                    UUID.fromString(id));
            if (state != State.PUBLIC) {
                TestDatabase.query(
                        superuser,
                        CERTIFY,
                        UUID.fromString(id),
                        cast.owner().person(),
                        cast.principal(Kind.HOLDER),
                        cast.principal(Kind.OVER),
                        cast.principal(Kind.WITHDRAWN));
            }
        }
    }

    private static final String CERTIFY = """
            WITH said (document, issuer, holder, over, withdrawn) AS (VALUES (?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid)),
            given (holder, expires_at, revoked_at) AS (
                SELECT holder, now() + interval '1 hour', NULL::timestamptz FROM said
                UNION ALL SELECT over, now() - interval '1 second', NULL FROM said
                UNION ALL SELECT withdrawn, now() + interval '1 hour', now() FROM said)
            INSERT INTO vibe.certificates
                (id, issuer, holder, document, actions, not_before, expires_at, registered_at, revoked_at)
            SELECT gen_random_uuid(), said.issuer, given.holder, said.document, '{read}', now() - interval '1 hour',
                given.expires_at, now(), given.revoked_at
            FROM said, given RETURNING 1
            """;

    /** Everything of it that a write could have changed. */
    List<String> asStored() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(
                    superuser,
                    "SELECT row_to_json(d)::text FROM vibe.documents AS d WHERE id = ?",
                    UUID.fromString(id));
        }
    }

    private static String entry(UUID principal, String action) {
        return "{\"principal\":\"%s\",\"actions\":[\"%s\"]}".formatted(principal, action);
    }
}
