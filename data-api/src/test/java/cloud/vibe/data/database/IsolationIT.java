package cloud.vibe.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IsolationIT {
    private static final TestApp APP = TestCloud.get().app("notes:read", "notes:write");
    // Whom the owner has let share in everything.
    private static final UUID FRIEND = UUID.randomUUID();
    private static final List<UUID> CONCERNED = List.of(APP.person(), FRIEND);

    @BeforeAll
    static void somebodyHasData() throws Exception {
        Api api = TestCloud.get().api();
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(
                    superuser,
                    "INSERT INTO vibe.doc_indexes (type, path, state) VALUES ('notes', '{isolated}', 'building')");
        }
        api.tell(APP, "active");
        assertThat(api.create(APP, "mine").status()).isEqualTo(201);
        UUID document = UUID.fromString(api.create(APP, "shared").id());
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    APP.person().toString());
            // What everybody may read by its name must not stand in a stranger's list either.
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    "[{\"principal\":\"00000000-0000-0000-0000-000000000000\",\"actions\":[\"read\"]},"
                            + "{\"principal\":\"" + FRIEND + "\",\"actions\":[\"manage\"]}]",
                    document);
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.doc_edges (id, source, target, label)"
                            + " SELECT gen_random_uuid(), ?, id, 'contains' FROM vibe.documents WHERE owner = ? AND id <> ?"
                            + " AND deleted_at IS NULL LIMIT 1 RETURNING 1",
                    document,
                    APP.person(),
                    document);
            TestDatabase.query(superuser, """
                    WITH made AS (INSERT INTO vibe.groups (id, owner, name) VALUES (gen_random_uuid(), ?, 'Family') RETURNING id),
                    joined AS (INSERT INTO vibe.group_members SELECT id, ? FROM made RETURNING 1),
                    certified AS (
                        INSERT INTO vibe.certificates (id, issuer, holder, type, actions, not_before, expires_at, registered_at)
                        VALUES (gen_random_uuid(), ?, ?, 'notes', '{write}', now(), now() + interval '1 day', now())
                        RETURNING 1),
                    set_up AS (INSERT INTO vibe.type_settings (app, type) VALUES ('notes', 'secret') ON CONFLICT DO NOTHING RETURNING 1),
                    wanted AS (INSERT INTO vibe.type_schemas (app, type, version, body) VALUES ('notes', 'secret', 1, '{}') ON CONFLICT DO NOTHING RETURNING 1),
                    linked AS (INSERT INTO vibe.linked_keys (key, person) VALUES ('z' || repeat('6', 47), ?) ON CONFLICT DO NOTHING RETURNING 1),
                    challenged AS (INSERT INTO vibe.key_challenges VALUES ('isolation', ?, 'notes', now() + interval '1 day')
                        ON CONFLICT DO NOTHING RETURNING 1)
                    SELECT 1 FROM joined, certified
                    """, APP.person(), FRIEND, APP.person(), FRIEND, APP.person(), APP.person());
            api.send(api.request(APP, "/v1/documents")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "isolation")
                    .POST(BodyPublishers.ofString("{\"type\":\"notes\",\"data\":{}}")));
            api.delete(APP, api.create(APP, "deleted").id());
            TestDatabase.execute(
                    superuser,
                    "UPDATE vibe.app_user_grants SET permissions = '{notes:write:global}' WHERE id = '" + APP.grant()
                            + "'");
        }
    }

    @BeforeAll
    static void someGrantsHaveEnded() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            UUID app = UUID.randomUUID();
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.principals (id, kind, did, client_id) VALUES (?, 'app', 'did:app', 'pretender') RETURNING 1",
                    app);
            for (UUID person : CONCERNED) {
                TestDatabase.query(superuser, """
                        INSERT INTO vibe.principals (id, kind, did) VALUES (?, 'person', 'did:person')
                        ON CONFLICT DO NOTHING RETURNING 1""", person);
                for (Pretender.Ended ended : Pretender.Ended.values()) {
                    TestDatabase.query(
                            superuser,
                            END,
                            Pretender.grant(person, ended),
                            person,
                            app,
                            ended == Pretender.Ended.NEWER ? 2 : 0,
                            ended == Pretender.Ended.REVOKED ? "revoked" : "active",
                            ended == Pretender.Ended.OVER);
                }
            }
        }
    }

    private static final String END = """
            INSERT INTO vibe.app_user_grants
                (id, person, app, client_id, version, not_before_version, status, permissions, granted_at, expires_at)
            VALUES (?, ?, ?, 'pretender', 2, ?, ?, '{*:write:global}', now(), CASE WHEN ? THEN now() END)
            RETURNING 1
            """;

    @ParameterizedTest
    @ValueSource(strings = {"vibe_api", "vibe_stream", "vibe_events"})
    void noRoleReachesARowThatIsNotForIt(String role) throws Exception {
        assertThat(Isolation.violations(role, CONCERNED)).isEmpty();
    }

    /** What would make a hole, made on purpose: the test above must find each of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                CREATE TABLE scratch.hole (a int); INSERT INTO scratch.hole VALUES (1);
                ALTER TABLE scratch.hole ENABLE ROW LEVEL SECURITY; ALTER TABLE scratch.hole FORCE ROW LEVEL SECURITY;
                CREATE POLICY all_of_it ON scratch.hole USING (true); GRANT SELECT ON scratch.hole TO vibe_api""",
                """
                CREATE TABLE scratch.hole (a int, b int); INSERT INTO scratch.hole VALUES (1, 2);
                ALTER TABLE scratch.hole ENABLE ROW LEVEL SECURITY; ALTER TABLE scratch.hole FORCE ROW LEVEL SECURITY;
                CREATE POLICY any_person ON scratch.hole USING (NULLIF(current_setting('vibe.person', true), '') IS NOT NULL);
                GRANT SELECT (a) ON scratch.hole TO PUBLIC""",
                "CREATE TABLE scratch.hole (a int)",
                "CREATE VIEW scratch.hole AS SELECT * FROM vibe.documents; GRANT SELECT ON scratch.hole TO vibe_api",
                """
                CREATE TABLE scratch.parent (a int) PARTITION BY LIST (a);
                ALTER TABLE scratch.parent ENABLE ROW LEVEL SECURITY; ALTER TABLE scratch.parent FORCE ROW LEVEL SECURITY;
                CREATE TABLE scratch.hole PARTITION OF scratch.parent FOR VALUES IN (1); INSERT INTO scratch.parent VALUES (1);
                GRANT SELECT ON scratch.hole TO vibe_api""",
                "CREATE FUNCTION scratch.hole() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM vibe.documents'",
                "CREATE SEQUENCE scratch.hole; GRANT SELECT ON scratch.hole TO vibe_api",
                """
                CREATE FUNCTION scratch.hole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                'BEGIN RETURN NULL; END'""",
                "CREATE FUNCTION scratch.hole(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'",
                """
                CREATE TABLE scratch.hole (a int, owner uuid);
                INSERT INTO scratch.hole SELECT 1, owner FROM vibe.documents;
                ALTER TABLE scratch.hole ENABLE ROW LEVEL SECURITY; ALTER TABLE scratch.hole FORCE ROW LEVEL SECURITY;
                CREATE POLICY whoever_it_is ON scratch.hole USING (owner = vibe.me()); GRANT SELECT ON scratch.hole TO vibe_api"""
            })
    void aHoleIsFound(String hole) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "CREATE SCHEMA scratch; GRANT USAGE ON SCHEMA scratch TO vibe_api");
            try {
                TestDatabase.execute(superuser, hole);
                assertThat(Isolation.violations("vibe_api", CONCERNED))
                        .anySatisfy(violation -> assertThat(violation).startsWith("scratch.hole"));
            } finally {
                TestDatabase.execute(superuser, "DROP SCHEMA scratch CASCADE");
            }
        }
    }

    @Test
    void theOwnerOfTheDataIsShownIt() throws Exception {
        try (Connection connection = TestDatabase.get().as("vibe_api")) {
            connection.setAutoCommit(false);
            Isolation.become(connection, APP.person(), APP.grant(), "{notes}");
            assertThat(TestDatabase.query(connection, "SELECT DISTINCT owner FROM vibe.documents"))
                    .containsExactly(APP.person().toString());
        }
    }

    @Test
    void standingTellsAStrangerNothingOfAGrant() throws Exception {
        try (Connection connection = TestDatabase.get().as("vibe_api")) {
            connection.setAutoCommit(false);
            assertThat(TestDatabase.query(connection, "SELECT vibe.standing()::text"))
                    .containsExactly("(nobody,{},{},)");
            Isolation.become(connection, UUID.randomUUID(), APP.grant(), "{*}");
            assertThat(TestDatabase.query(connection, "SELECT vibe.standing()::text"))
                    .containsExactly("(refused,{},{},)");
        }
    }

    @Test
    void onlyWhatIsOlderThanItsRetentionCanBeSwept() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser();
                Connection stream = TestDatabase.get().as("vibe_stream")) {
            List<String> before =
                    TestDatabase.query(superuser, "SELECT seq FROM vibe.doc_outbox WHERE owner = ?", APP.person());
            TestDatabase.query(stream, "SELECT vibe.sweep_outbox(1000000)");
            assertThat(before).isNotEmpty();
            assertThat(TestDatabase.query(superuser, "SELECT seq FROM vibe.doc_outbox WHERE owner = ?", APP.person()))
                    .isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vibe_api|INSERT INTO vibe.doc_outbox (kind, subject, owner) VALUES ('grant', gen_random_uuid(), gen_random_uuid())",
                "vibe_api|SELECT 1 FROM vibe.doc_outbox",
                "vibe_api|SELECT not_before_version FROM vibe.app_user_grants",
                "vibe_api|INSERT INTO vibe.doc_acl_index VALUES (gen_random_uuid(), gen_random_uuid(), 'read', gen_random_uuid(), 'notes')",
                "vibe_api|DELETE FROM vibe.doc_acl_index",
                "vibe_api|INSERT INTO vibe.certificates (id) VALUES (gen_random_uuid())",
                "vibe_api|UPDATE vibe.certificates SET holder = gen_random_uuid()",
                "vibe_api|DELETE FROM vibe.certificates",
                "vibe_api|SELECT vibe.change_certificate()",
                "vibe_api|INSERT INTO vibe.doc_edges (created_by) VALUES (gen_random_uuid())",
                "vibe_api|UPDATE vibe.doc_edges SET target = gen_random_uuid()",
                "vibe_api|SELECT vibe.lock_trees('{}')",
                "vibe_api|SELECT 1 FROM vibe.doc_trees",
                "vibe_api|SELECT vibe.inherit_rights('{}', false)",
                "vibe_api|SELECT vibe.issuer_stands(gen_random_uuid(), gen_random_uuid())",
                "vibe_stream|SELECT 1 FROM vibe.doc_edges",
                "vibe_events|SELECT 1 FROM vibe.doc_edges",
                "vibe_api|UPDATE vibe.groups SET owner = gen_random_uuid()",
                "vibe_api|UPDATE vibe.documents SET owner_is_app = true",
                "vibe_api|SELECT vibe.keep_acl()",
                "vibe_api|DELETE FROM vibe.doc_search",
                "vibe_api|SELECT vibe.settle_search()",
                "vibe_api|UPDATE vibe.app_user_grants SET status = 'active'",
                "vibe_api|DELETE FROM vibe.documents",
                "vibe_api|TRUNCATE vibe.documents",
                "vibe_api|UPDATE vibe.documents SET owner = gen_random_uuid()",
                "vibe_api|UPDATE vibe.documents SET type = 'other'",
                "vibe_api|ALTER TABLE vibe.documents DISABLE ROW LEVEL SECURITY",
                "vibe_api|SET ROLE vibe_owner",
                "vibe_api|SELECT vibe.claim_did_domain('evil.example')",
                "vibe_api|SELECT vibe.sweep_outbox(1)",
                "vibe_api|INSERT INTO vibe.doc_index_entries VALUES (gen_random_uuid(), 1, gen_random_uuid(), 'notes', '0')",
                "vibe_api|UPDATE vibe.doc_index_entries SET value = '0'",
                "vibe_api|DELETE FROM vibe.doc_index_entries",
                "vibe_stream|SELECT 1 FROM vibe.doc_index_entries",
                "vibe_api|SELECT vibe.sweep_answers(1)",
                "vibe_api|SELECT vibe.sweep_versions(1)",
                "vibe_api|DELETE FROM vibe.idempotent_answers",
                "vibe_api|INSERT INTO vibe.idempotent_answers (caller) VALUES (gen_random_uuid())",
                "vibe_api|UPDATE vibe.idempotent_answers SET caller = gen_random_uuid()",
                "vibe_api|DELETE FROM vibe.doc_versions",
                "vibe_api|UPDATE vibe.doc_versions SET kept_until = NULL",
                "vibe_api|INSERT INTO vibe.doc_versions (document) VALUES (gen_random_uuid())",
                "vibe_api|SELECT vibe.keep_version()",
                "vibe_stream|SELECT 1 FROM vibe.idempotent_answers",
                "vibe_stream|SELECT 1 FROM vibe.doc_versions",
                "vibe_api|CREATE TABLE vibe.mine (a int)",
                "vibe_api|CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "vibe_api|SELECT 1 FROM vibe_migrations.databasechangelog",
                "vibe_stream|DELETE FROM vibe.doc_outbox",
                "vibe_stream|UPDATE vibe.instance SET did_domain = 'evil.example'",
                "vibe_stream|SELECT 1 FROM vibe.documents",
                "vibe_events|SELECT 1 FROM vibe.documents",
                "vibe_events|DELETE FROM vibe.merges",
                "vibe_events|SELECT vibe.work_on_merge(gen_random_uuid(), 1)",
                "vibe_events|SELECT vibe.claim_merge()",
                "vibe_api|SELECT 1 FROM vibe.merges",
                "vibe_api|SELECT vibe.work_on_merge(gen_random_uuid(), 1)",
                "vibe_api|SELECT vibe.claim_merge()",
                "vibe_api|SELECT vibe.move_documents('{}', gen_random_uuid(), gen_random_uuid())",
                "vibe_stream|SELECT vibe.move_documents('{}', gen_random_uuid(), gen_random_uuid())",
                "vibe_stream|SELECT vibe.move_the_rest(gen_random_uuid(), gen_random_uuid(), 1)",
                "vibe_stream|SELECT vibe.part_to_move('{}', gen_random_uuid(), 1)",
                "vibe_stream|SELECT vibe.weight_of(gen_random_uuid(), gen_random_uuid())",
                "vibe_stream|UPDATE vibe.merges SET state = 'moved'",
                "vibe_stream|INSERT INTO vibe.merges (guest, account, version) VALUES (gen_random_uuid(), gen_random_uuid(), 1)",
                "vibe_events|SELECT 1 FROM vibe.doc_outbox",
                "vibe_events|DELETE FROM vibe.app_user_grants"
            })
    void whatIsNotARolesWorkIsDenied(String attempt) throws Exception {
        String[] parts = attempt.split("\\|", 2);
        try (Connection connection = TestDatabase.get().as(parts[0])) {
            assertThatThrownBy(() -> TestDatabase.execute(connection, parts[1]))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void aCallerCannotWriteInAnothersName() throws Exception {
        try (Connection connection = TestDatabase.get().as("vibe_api")) {
            connection.setAutoCommit(false);
            Isolation.become(connection, UUID.randomUUID(), UUID.randomUUID(), "{*}");
            assertThatThrownBy(() -> TestDatabase.execute(
                            connection,
                            "INSERT INTO vibe.documents (id, owner, type, data, rev) VALUES (gen_random_uuid(), '"
                                    + APP.person() + "', 'notes', '{}', '1-0000000000000000')"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void aTombstoneIsNotChanged() throws Exception {
        Api api = TestCloud.get().api();
        Api.Answer created = api.create(APP, "to be deleted");
        api.delete(APP, created.id());
        try (Connection connection = TestDatabase.get().as("vibe_api")) {
            connection.setAutoCommit(false);
            Isolation.become(connection, APP.person(), APP.grant(), "{notes}");
            assertThatThrownBy(() -> TestDatabase.query(
                            connection,
                            "UPDATE vibe.documents SET rev = '9-0000000000000000' WHERE id = ? RETURNING id",
                            UUID.fromString(created.id())))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
        }
    }
}
