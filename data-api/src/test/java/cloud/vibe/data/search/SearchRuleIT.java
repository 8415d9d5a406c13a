package cloud.vibe.data.search;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * By SQL, as the API's role: search writes the rule of documents out once more, and this holds it against the policy; and it goes by its
 * index although the table has row-level security.
 */
final class SearchRuleIT {
    private static final int PEOPLE = 8;
    private static final String WORD = "w" + UUID.randomUUID().toString().replace("-", "");
    private static final UUID[] PERSON = new UUID[PEOPLE];
    private static final UUID APP = UUID.randomUUID();

    @BeforeAll
    static void everyKindOfRightIsGivenAtRandom() throws Exception {
        Random random = new Random(20_261_122);
        for (int i = 0; i < PEOPLE; i++) {
            PERSON[i] = UUID.randomUUID();
        }
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.principals (id, kind, did, client_id) VALUES (?, 'app', 'did:web:app', 'bulk') RETURNING 1",
                    APP);
            for (UUID person : PERSON) {
                TestDatabase.query(
                        superuser,
                        "INSERT INTO vibe.principals (id, kind, did) VALUES (?, 'person', 'did:web:person') RETURNING 1",
                        person);
                TestDatabase.query(
                        superuser,
                        """
                        INSERT INTO vibe.app_user_grants (id, person, app, client_id, version, not_before_version, status,
                            permissions, granted_at, expires_at)
                        VALUES (gen_random_uuid(), ?, ?, 'bulk', 1, 0, ?, ?::text[], now(), now() + ?::interval) RETURNING 1
                        """,
                        person,
                        APP,
                        one(random, "active", "active", "revoked"),
                        one(random, "{notes:read:global}", "{*:read:global}", "{notes:read}", "{tasks:write:global}"),
                        one(random, "1 day", "1 day", "-1 second"));
            }
            UUID group = UUID.randomUUID();
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.groups (id, owner, name) VALUES (?, ?, 'Group') RETURNING 1",
                    group,
                    PERSON[0]);
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.group_members (group_id, member) VALUES (?, ?), (?, ?) RETURNING 1",
                    group,
                    PERSON[1],
                    group,
                    PERSON[2]);
            for (int i = 0; i < 120; i++) {
                document(superuser, random, group);
            }
            for (int i = 0; i < 40; i++) {
                certificate(superuser, random);
            }
        }
    }

    private static void document(Connection superuser, Random random, UUID group) throws Exception {
        UUID owner = any(random);
        TestDatabase.query(superuser, "SELECT set_config('vibe.person', ?, false)", owner.toString());
        String principal = one(
                random,
                any(random).toString(),
                group.toString(),
                APP.toString(),
                "00000000-0000-0000-0000-000000000000",
                UUID.randomUUID().toString());
        String action = principal.startsWith("00000000") ? "read" : one(random, "read", "write", "manage");
        String acl = random.nextInt(3) == 0
                ? "[]"
                : "[{\"principal\":\"" + principal + "\",\"actions\":[\"" + action + "\"]}]";
        TestDatabase.query(
                superuser,
                """
                INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev, acl)
                VALUES (gen_random_uuid(), ?, false, ?, ?::jsonb, '1-0000000000000000', ?::jsonb) RETURNING 1
                """,
                owner,
                one(random, "notes", "tasks", "secrets"),
                "{\"a\":{\"b\":[\"" + WORD + " text\"]}}",
                acl);
    }

    private static void certificate(Connection superuser, Random random) throws Exception {
        boolean ofDocument = random.nextBoolean();
        TestDatabase.query(
                superuser,
                """
                INSERT INTO vibe.certificates (id, issuer, holder, document, type, actions, not_before, expires_at, registered_at, revoked_at)
                SELECT gen_random_uuid(), ?, ?, picked.id, picked.type, '{read}', now() + ?::interval, now() + ?::interval,
                    CASE WHEN ? THEN now() END, CASE WHEN ? THEN now() END
                FROM (
                    SELECT CASE WHEN ? THEN d.id END AS id, d.type
                    FROM vibe.documents AS d JOIN vibe.doc_search AS s ON s.document = d.id
                    WHERE s.words @@ ?::tsquery ORDER BY md5(d.id::text || ?) LIMIT 1
                ) AS picked RETURNING 1
                """,
                any(random),
                one(random, PERSON[0], PERSON[1], APP),
                one(random, "-1 hour", "-1 hour", "1 hour"),
                one(random, "1 day", "1 day", "2 hours"),
                random.nextInt(5) > 0,
                random.nextInt(5) == 0,
                ofDocument,
                WORD,
                random.nextInt());
    }

    @AfterAll
    static void theCrowdLeaves() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "DELETE FROM vibe.doc_search WHERE type = 'crowd'");
        }
    }

    @Test
    void everybodyFindsExactlyWhatThePolicyLetsThemRead() throws Exception {
        int found = 0;
        for (UUID person : PERSON) {
            for (String types : List.of("{*}", "{notes,tasks}", "{secrets}", "{}")) {
                found += compare(person, false, types);
            }
        }
        for (String types : List.of("{*}", "{notes}", "{tasks,secrets}")) {
            found += compare(APP, true, types);
        }
        assertThat(found).isGreaterThan(200);
    }

    private static int compare(UUID caller, boolean isApp, String types) throws Exception {
        try (Connection api = TestDatabase.get().as("vibe_api")) {
            api.setAutoCommit(false);
            if (isApp) {
                TestDatabase.query(api, """
                        SELECT set_config('vibe.self', ?, true), set_config('vibe.issued_at', now()::text, true),
                            set_config('vibe.app', 'bulk', true), set_config('vibe.reads', ?, true),
                            set_config('vibe.writes', '{}', true), set_config('vibe.global_reads', ?, true)
                        """, caller.toString(), types, types);
            } else {
                person(api, caller, types);
            }
            // What is merely public is in nobody's list: nothing names a document here.
            List<String> allowed = TestDatabase.query(
                    api,
                    "SELECT id FROM vibe.documents WHERE type IN ('notes', 'tasks', 'secrets') AND deleted_at IS NULL AND data #>> '{a,b,0}' = ? ORDER BY 1",
                    WORD + " text");
            List<String> found = TestDatabase.query(
                    api,
                    "SELECT document FROM vibe.search(?, false, '{}', '{}', NULL, NULL, NULL, NULL, 1000) ORDER BY 1",
                    WORD);
            assertThat(found).as("%s with %s", caller, types).isEqualTo(allowed);
            return found.size();
        }
    }

    @Test
    void aSearchAmongManyOwnersReadsLittleOfTheTable() throws Exception {
        UUID owner = UUID.randomUUID();
        try (Connection superuser = TestDatabase.get().superuser();
                Connection api = TestDatabase.get().as("vibe_api")) {
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.doc_search (document, owner, type, language, words)
                    SELECT gen_random_uuid(), md5((i % 1000)::text)::uuid, 'crowd', 'simple',
                        ('everywhere word' || i % 100 || ' ' || md5(i::text))::tsvector
                    FROM generate_series(1, 100000) AS i
                    """);
            TestDatabase.query(superuser, """
                    INSERT INTO vibe.doc_search (document, owner, type, language, words)
                    SELECT gen_random_uuid(), ?, 'crowd', 'simple', ('everywhere mine' || i)::tsvector
                    FROM generate_series(1, 50) AS i RETURNING 1
                    """, owner);
            TestDatabase.execute(superuser, "VACUUM ANALYZE vibe.doc_search");
            int pages =
                    Integer.parseInt(TestDatabase.query(superuser, "SELECT pg_relation_size('vibe.doc_search') / 8192")
                            .getFirst());
            assertThat(pages).isGreaterThan(1_000);

            api.setAutoCommit(false);
            person(api, owner, "{*}");
            String search = "SELECT count(*) FROM vibe.search(?, true, '{}', '{}', NULL, NULL, NULL, NULL, 100)";
            assertThat(TestDatabase.query(api, search, "everywhere")).containsExactly("50");
            for (String text : List.of("everywhere", "mine7", "mine", "word7", "nowhere")) {
                String plan = String.join(
                        "\n",
                        TestDatabase.query(api, "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) " + search, text));
                assertThat(buffers(plan)).as(text + ": " + plan).isLessThan(600);
            }
        }
    }

    private static int buffers(String plan) {
        var matcher = java.util.regex.Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?")
                .matcher(plan);
        assertThat(matcher.find()).isTrue();
        String read = matcher.group(2);
        return Integer.parseInt(matcher.group(1)) + (read == null ? 0 : Integer.parseInt(read));
    }

    private static void person(Connection api, UUID person, String types) throws Exception {
        TestDatabase.query(api, """
                SELECT set_config('vibe.person', ?, true), set_config('vibe.app', 'notes', true),
                    set_config('vibe.grant', ?, true), set_config('vibe.grant_version', '1', true), set_config('vibe.issued_at', now()::text, true),
                    set_config('vibe.grant_until', '', true), set_config('vibe.reads', ?, true), set_config('vibe.writes', '{}', true)
                """, person.toString(), UUID.randomUUID().toString(), types);
    }

    private static UUID any(Random random) {
        return PERSON[random.nextInt(PEOPLE)];
    }

    @SafeVarargs
    private static <T> T one(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
