package cloud.vibe.data.type;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Declared indexes: who declares them, and that they hold exactly what they should, whoever writes meanwhile. */
final class TypeIndexesIT {
    private static final String DIFFERENCE = """
            WITH wanted AS (
                SELECT d.id AS document, i.id AS index_id, d.owner, d.type, vibe.sort_key(d.data #> i.path) AS value
                FROM vibe.documents AS d JOIN vibe.doc_indexes AS i ON i.type = d.type AND i.state = 'ready'
                WHERE d.type = ? AND d.deleted_at IS NULL
            ), there AS (
                SELECT document, index_id, owner, type, value FROM vibe.doc_index_entries WHERE type = ?
            )
            (SELECT 'missing ' || w FROM (SELECT * FROM wanted EXCEPT SELECT * FROM there) AS w)
            UNION ALL
            (SELECT 'stale ' || t FROM (SELECT * FROM there EXCEPT SELECT * FROM wanted) AS t)
            """;

    private final Api api = TestCloud.get().api();
    // A type of its own for each test: indexes are of a type and not of a person.
    private final String type = "t" + UUID.randomUUID().toString().replace("-", "");
    private final TestApp app = TestCloud.get().app(type + ":write");

    @Test
    void anIndexBecomesReadyAndExactWhileWritersWrite() throws Exception {
        UUID owner = app.person();
        for (int i = 0; i < 40; i++) {
            insert(owner, i);
        }
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(5);
        List<Future<?>> all = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                int seed = i;
                all.add(threads.submit(() -> write(owner, new Random(seed), isOver)));
            }
            // Beside the builder of the process, two that are killed now and then in the middle of a step.
            for (int i = 0; i < 2; i++) {
                int seed = i;
                all.add(threads.submit(() -> build(new Random(seed), isOver)));
            }
            assertThat(declare("n").status()).isEqualTo(201);
            assertThat(declare("deep.er").status()).isEqualTo(201);
            Await.until("both are ready", () -> states().equals(List.of("ready", "ready")));
        } finally {
            isOver.set(true);
            threads.shutdown();
        }
        for (Future<?> one : all) {
            one.get();
        }
        try (Connection superuser = TestDatabase.get().superuser()) {
            assertThat(TestDatabase.query(
                            superuser, "SELECT count(*) > 40 FROM vibe.doc_index_entries WHERE type = ?", type))
                    .containsExactly("t");
            assertThat(TestDatabase.query(superuser, DIFFERENCE, type, type)).isEmpty();
        }
    }

    @Test
    void aWriterWhoHasBegunBeforeTheIndexIsWaitedFor() throws Exception {
        UUID owner = app.person();
        try (Connection superuser = TestDatabase.get().superuser()) {
            superuser.setAutoCommit(false);
            // Its trigger has looked for indexes, and found none.
            insert(superuser, owner, UUID.randomUUID(), 1);
            declare("n");
            try (Connection stream = TestDatabase.get().as("vibe_stream")) {
                for (int i = 0; i < 5; i++) {
                    TestDatabase.query(stream, "SELECT vibe.work_on_indexes(500)");
                }
            }
            assertThat(states()).containsExactly("building");
            superuser.commit();
            Await.until("it is ready", () -> states().equals(List.of("ready")));
            superuser.setAutoCommit(true);
            assertThat(TestDatabase.query(superuser, DIFFERENCE, type, type)).isEmpty();
            assertThat(TestDatabase.query(
                            superuser, "SELECT count(*) FROM vibe.doc_index_entries WHERE type = ?", type))
                    .containsExactly("1");
        }
    }

    /** Who deletes while a batch is being filled finds no entry to take away; the entry that comes must go all the same. */
    @Test
    void aDeletionThatTheBuilderHasNotSeenLeavesNoEntry() throws Exception {
        UUID owner = app.person();
        UUID document = UUID.randomUUID();
        insert(owner, 1);
        try (Connection builder = TestDatabase.get().superuser();
                Connection writer = TestDatabase.get().superuser()) {
            insert(writer, owner, document, 2);
            builder.setAutoCommit(false);
            // Nobody else sees the index yet, and the builder need not wait for anybody.
            TestDatabase.query(
                    builder,
                    "INSERT INTO vibe.doc_indexes (type, path, state, fence) VALUES (?, '{n}', 'building', '3') RETURNING 1",
                    type);
            Await.until("a batch is filled", () -> {
                TestDatabase.query(builder, "SELECT vibe.work_on_indexes(1000000)");
                return entries(builder).equals(List.of("2"));
            });
            writer.setAutoCommit(false);
            TestDatabase.query(writer, "SELECT set_config('vibe.person', ?, false)", owner.toString());
            TestDatabase.query(
                    writer,
                    "UPDATE vibe.documents SET data = NULL, deleted_at = now() WHERE id = ? RETURNING 1",
                    document);
            builder.commit();
            for (int i = 0; i < 5; i++) {
                TestDatabase.query(builder, "SELECT vibe.work_on_indexes(1000000)");
                builder.commit();
            }
            assertThat(states()).containsExactly("building");
            writer.commit();
            Await.until("it is ready", () -> states().equals(List.of("ready")));
            assertThat(TestDatabase.query(builder, DIFFERENCE, type, type)).isEmpty();
            assertThat(entries(builder)).containsExactly("1");
        }
    }

    /** Whatever number the last to begin has: a snapshot's bounds follow those that have ended. */
    @Test
    void whoIsWritingWhenAStepIsTakenIsWaitedFor() throws Exception {
        insert(app.person(), 1);
        try (Connection superuser = TestDatabase.get().superuser();
                Connection late = TestDatabase.get().superuser()) {
            // No other builder: each step comes just after somebody has begun to write.
            TestDatabase.execute(
                    superuser, "REVOKE EXECUTE ON FUNCTION vibe.work_on_indexes(integer) FROM vibe_stream");
            declare("n");
            late.setAutoCommit(false);
            Set<String> fences = new LinkedHashSet<>();
            Await.until("all is filled", () -> {
                late.rollback();
                String writing = TestDatabase.query(late, "SELECT pg_current_xact_id()::text")
                        .getFirst();
                List<String> before = fences();
                TestDatabase.query(superuser, "SELECT vibe.work_on_indexes(1000000)");
                List<String> after = fences();
                if (!after.equals(before)) {
                    fences.addAll(after);
                    assertThat(Long.parseLong(after.getFirst())).isGreaterThan(Long.parseLong(writing));
                }
                late.rollback();
                return fences.size() == 2;
            });
        } finally {
            try (Connection superuser = TestDatabase.get().superuser()) {
                TestDatabase.execute(
                        superuser, "GRANT EXECUTE ON FUNCTION vibe.work_on_indexes(integer) TO vibe_stream");
            }
        }
        Await.until("it is ready", () -> states().equals(List.of("ready")));
    }

    private List<String> fences() throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(
                    superuser, "SELECT fence::text FROM vibe.doc_indexes WHERE type = ? AND fence IS NOT NULL", type);
        }
    }

    private List<String> entries(Connection connection) throws SQLException {
        return TestDatabase.query(connection, "SELECT count(*) FROM vibe.doc_index_entries WHERE type = ?", type);
    }

    @Test
    void anIndexIsThereForAsLongAsAnAppWantsIt() throws Exception {
        TestApp second = app.other("second-" + type, type + ":write");
        insert(app.person(), 1);
        assertThat(declare("n").status()).isEqualTo(201);
        assertThat(declare("n").status()).isEqualTo(200);
        assertThat(own(second, "PUT", "n").status()).isEqualTo(201);
        Await.until("it is ready", () -> states().equals(List.of("ready")));

        assertThat(own(app, "DELETE", "n").status()).isEqualTo(204);
        assertThat(own(app, "DELETE", "n").status()).isEqualTo(404);
        assertThat(states()).containsExactly("ready");
        assertThat(own(second, "DELETE", "n").status()).isEqualTo(204);

        assertThat(states()).isEmpty();
        assertThat(own(app, "GET", "n").status()).isEqualTo(404);
        try (Connection superuser = TestDatabase.get().superuser()) {
            Await.until(
                    "nothing is left of it",
                    () -> TestDatabase.query(
                                    superuser,
                                    "SELECT 1 FROM vibe.doc_index_entries WHERE type = ? UNION ALL SELECT 1 FROM vibe.doc_indexes WHERE type = ?",
                                    type,
                                    type)
                            .isEmpty());
        }
    }

    @Test
    void queriesGoByItOnceItIsReady() throws Exception {
        insert(app.person(), 1);
        String explained = "{\"type\":\"" + type + "\",\"selector\":{\"n\":1},\"explain\":true}";
        assertThat(api.query(app, explained).json().at("/plan/declareIndexOn").asText())
                .isEqualTo("n");
        declare("n");
        Await.until(
                "it leads",
                () -> api.query(app, explained)
                        .json()
                        .at("/plan/index")
                        .asText()
                        .equals("n"));
        assertThat(api.query(app, explained.replace(",\"explain\":true", ""))
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void oneThatWasWithdrawnMayBeDeclaredAtOnce() throws Exception {
        insert(app.person(), 1);
        declare("n");
        own(app, "DELETE", "n");
        assertThat(declare("n").status()).isEqualTo(201);
        Await.until("it is ready", () -> states().equals(List.of("ready")));
        try (Connection superuser = TestDatabase.get().superuser()) {
            Await.until(
                    "the old one is gone",
                    () -> TestDatabase.query(superuser, DIFFERENCE, type, type).isEmpty());
        }
    }

    @Test
    void whatCannotBeIndexedIsSaid() throws Exception {
        UUID document = UUID.randomUUID();
        try (Connection superuser = TestDatabase.get().superuser()) {
            // The API takes no such number.
            insert(superuser, app.person(), document, 1);
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET data = ('{\"n\":1' || repeat('0', 400) || '}')::jsonb WHERE id = ? RETURNING 1",
                    document);
            declare("n");
            Await.until("it has failed", () -> states().equals(List.of("failed")));
            assertThat(own(app, "GET", "n").json().path("error").asText()).contains("cannot be indexed");

            TestDatabase.query(
                    superuser, "UPDATE vibe.documents SET data = '{\"n\":1}' WHERE id = ? RETURNING 1", document);
            assertThat(declare("n").status()).isEqualTo(201);
            Await.until("it is ready", () -> states().equals(List.of("ready")));
            assertThat(own(app, "GET", "n").json().path("progress").asDouble()).isEqualTo(1);
        }
    }

    @Test
    void limitsAreKept() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(declare("a.p" + i).status()).isEqualTo(201);
        }
        assertThat(declare("a.p0").status()).isEqualTo(200);
        assertThat(declare("another").code()).isEqualTo("too_many_indexes");
        TestApp second = app.other("second-" + type, type + ":write");
        for (int i = 0; i < 8; i++) {
            assertThat(own(second, "PUT", "b.p" + i).status()).isEqualTo(201);
        }
        TestApp third = app.other("third-" + type, type + ":write");
        assertThat(own(third, "PUT", "c").code()).isEqualTo("too_many_indexes");
        assertThat(own(third, "PUT", "a.p0").status()).isEqualTo(201);
        assertThat(declare("x.".repeat(20) + "y").code()).isEqualTo("query_too_large");
        for (int i = 0; i < 8; i++) {
            own(app, "DELETE", "a.p" + i);
            own(second, "DELETE", "b.p" + i);
        }
        assertThat(states()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_createdAt", "$eq", "a\\", "\\_a", "a\\.b", "a/b", "a\u0000b"})
    void whatIsNoPathIsRefused(String path) throws Exception {
        assertThat(declare(path).status()).isEqualTo(400);
    }

    @Test
    void onlyAnAppForItselfDeclares() throws Exception {
        String place = "/v1/types/" + type + "/indexes/n";
        assertThat(api.send(api.request(app, place).PUT(BodyPublishers.noBody()))
                        .code())
                .isEqualTo("permission_missing");
        assertThat(api.send(api.request(app, place).DELETE()).code()).isEqualTo("permission_missing");
        assertThat(own(app.with(type + ":read"), "PUT", "n").code()).isEqualTo("permission_missing");
        assertThat(own(app.with("other:write"), "PUT", "n").code()).isEqualTo("permission_missing");
        assertThat(own(app.with("other:write"), "GET", "n").code()).isEqualTo("permission_missing");
        assertThat(api.getWith(null, place).status()).isEqualTo(401);

        declare("n");
        // By SQL as well, and for a person nobody.
        try (Connection role = TestDatabase.get().as("vibe_api")) {
            for (String call : List.of("vibe.declare_index", "vibe.withdraw_index")) {
                assertThat(refusal(role, "SELECT " + call + "('" + type + "', '{n}')"))
                        .isEqualTo("42501");
            }
        }
        assertThat(api.get(app, place).json().path("state").asText()).isIn("building", "ready");
    }

    private static String refusal(Connection role, String sql) {
        try {
            TestDatabase.query(role, sql);
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private Void write(UUID owner, Random random, AtomicBoolean isOver) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            List<UUID> mine = new ArrayList<>();
            TestDatabase.query(superuser, "SELECT set_config('vibe.person', ?, false)", owner.toString());
            for (int i = 0; i < 20 || !isOver.get(); i++) {
                superuser.setAutoCommit(false);
                switch (mine.isEmpty() ? 0 : random.nextInt(4)) {
                    case 1 -> change(superuser, any(mine, random), i);
                    case 2 ->
                        TestDatabase.query(
                                superuser,
                                "UPDATE vibe.documents SET data = NULL, deleted_at = now() WHERE id = ? AND deleted_at IS NULL RETURNING 1",
                                any(mine, random));
                    default -> {
                        UUID id = UUID.randomUUID();
                        insert(superuser, owner, id, i);
                        mine.add(id);
                    }
                }
                if (random.nextInt(5) == 0) {
                    superuser.rollback();
                } else {
                    superuser.commit();
                }
            }
            return null;
        }
    }

    private static UUID any(List<UUID> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }

    private static void change(Connection superuser, UUID id, int number) throws SQLException {
        TestDatabase.query(
                superuser,
                "UPDATE vibe.documents SET data = jsonb_build_object('n', ?) WHERE id = ? AND deleted_at IS NULL RETURNING 1",
                number,
                id);
    }

    private Void build(Random random, AtomicBoolean isOver) throws Exception {
        while (!isOver.get()) {
            try (Connection stream = TestDatabase.get().as("vibe_stream")) {
                stream.setAutoCommit(false);
                TestDatabase.query(stream, "SELECT vibe.work_on_indexes(?)", 1 + random.nextInt(2_000));
                if (random.nextBoolean()) {
                    stream.commit();
                }
            }
        }
        return null;
    }

    private void insert(UUID owner, int number) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            insert(superuser, owner, UUID.randomUUID(), number);
        }
    }

    private void insert(Connection superuser, UUID owner, UUID id, int number) throws SQLException {
        TestDatabase.query(superuser, """
                INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev)
                VALUES (?, ?, false, ?, jsonb_build_object('n', ?, 'deep', jsonb_build_object('er', 'x' || ?)), '1-0000000000000000')
                RETURNING 1
                """, id, owner, type, number, number);
    }

    private List<String> states() throws Exception {
        return api.get(app, "/v1/types/" + type + "/indexes")
                .json()
                .path("items")
                .findValuesAsText("state");
    }

    private Api.Answer declare(String path) throws Exception {
        return own(app, "PUT", path);
    }

    private Api.Answer own(TestApp who, String method, String path) throws Exception {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
        return api.send(api.request("/v1/types/" + type + "/indexes/" + encoded)
                .header(
                        "Authorization",
                        "Bearer " + who.ownToken(who.permissions().toArray(String[]::new)))
                .method(method, BodyPublishers.noBody()));
    }
}
