package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found through declared indexes, and that PostgreSQL goes by them for the API's role under row-level security. */
final class DeclaredIndexIT {
    private static final TestApp APP = TestCloud.get().app("orders:read", "orders:write");
    private static final DidDomain DOMAIN = new DidDomain(TestCloud.DID_DOMAIN);
    private static final int MINE = 20_000;
    private static final int OTHERS = 100_000;

    private static final String ENTRIES = """
            INSERT INTO vibe.doc_index_entries (document, index_id, owner, type, value)
            SELECT d.id, i.id, d.owner, d.type, vibe.sort_key(d.data #> i.path)
            FROM vibe.documents AS d JOIN vibe.doc_indexes AS i ON i.type = d.type
            WHERE i.type = 'orders' ON CONFLICT DO NOTHING
            """;

    private final Api api = TestCloud.get().api();

    @BeforeAll
    static void manyHaveOrders() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.doc_indexes (type, path, state)
                    VALUES ('orders', '{price}', 'ready'), ('orders', '{city}', 'ready'), ('orders', '{n}', 'building')
                    """);
            superuser.setAutoCommit(false);
            TestDatabase.execute(superuser, "SET LOCAL session_replication_role = replica");
            // Of many owners, and past the triggers, which would take minutes; what they do is tested below.
            TestDatabase.execute(superuser, """
            INSERT INTO vibe.documents (id, owner, type, data, rev)
            SELECT gen_random_uuid(),
                CASE WHEN n <= %d THEN '%s'::uuid ELSE ('00000000-0000-4000-8000-' || lpad(to_hex(n %% 1000), 12, '0'))::uuid END,
                'orders',
                jsonb_build_object('n', n, 'price', n %% 1000 + 0.5, 'city', 'City ' || n %% 500, 'open', n %% 7 = 0),
                '1-0000000000000000'
            FROM generate_series(1, %d) AS n
            """.formatted(MINE, APP.person(), MINE + OTHERS));
            TestDatabase.execute(superuser, ENTRIES);
            superuser.commit();
            superuser.setAutoCommit(true);
            TestDatabase.execute(superuser, "VACUUM ANALYZE vibe.documents");
            TestDatabase.execute(superuser, "VACUUM ANALYZE vibe.doc_index_entries");
        }
        Await.until(
                "the process knows the indexes",
                () -> explain("\"selector\":{\"price\":1.5}")
                        .at("/plan/index")
                        .asText()
                        .equals("price"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"selector\":{\"price\":1.5}",
                "\"selector\":{\"price\":{\"$in\":[1.5,2.5]}}",
                "\"selector\":{\"price\":{\"$gt\":10,\"$lt\":12}}",
                "\"selector\":{\"price\":{\"$gte\":990}}",
                "\"selector\":{\"price\":{\"$lte\":3}}",
                "\"selector\":{\"city\":{\"$beginsWith\":\"City 49\"}}",
                "\"selector\":{\"city\":\"City 7\",\"open\":true}",
                "\"sort\":[\"price\"]",
                "\"sort\":[{\"city\":\"desc\"}],\"selector\":{\"open\":true}",
                "\"sort\":[\"price\",\"n\"]",
                "\"sort\":[{\"price\":\"desc\"}],\"selector\":{\"price\":{\"$lt\":500}}",
                "\"selector\":{\"city\":\"City 7\"},\"aggregate\":{\"metrics\":{\"n\":{\"$count\":true}}}"
            })
    void theIndexLeadsUnderRowLevelSecurity(String members) throws Exception {
        JsonNode explained = explain(members);

        assertThat(explained.at("/plan/index").asText()).isIn("price", "city");
        assertThat(explained.path("postgres").toString()).contains("doc_index_entries_valued");
        assertThat(scanned(explained, "documents")).doesNotContain("Seq Scan");
    }

    /** As PostgreSQL runs it: how many entries and documents it touches for a page, whoever else has how many. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"orders\",\"selector\":{\"price\":1.5},\"owner\":\"me\"}",
                "{\"type\":\"orders\",\"selector\":{\"price\":{\"$gte\":990}},\"sort\":[\"price\"],\"owner\":\"me\"}",
                "{\"type\":\"orders\",\"sort\":[{\"city\":\"desc\"}],\"owner\":\"me\"}",
            })
    void aPageTouchesLittleMoreThanItself(String query) throws Exception {
        assertThat(rowsTouched(query)).isLessThan(150);
    }

    @Test
    void withoutTheIndexEveryDocumentOfTheirsIsTouched() throws Exception {
        assertThat(rowsTouched("{\"type\":\"orders\",\"sort\":[\"n\"],\"owner\":\"me\"}"))
                .isGreaterThan(MINE - 1L);
    }

    @Test
    void whatWouldCostTooMuchIsRefusedAndTheIndexNamed() throws Exception {
        Database database = new Database(APP.person(), "orders");
        Query unindexed = read("{\"type\":\"orders\",\"selector\":{\"n\":5}}");

        assertThat(database.page(read("{\"type\":\"orders\",\"selector\":{\"price\":1.5}}"), 1_000)
                        .documents())
                .hasSize(MINE / 1000);
        assertThat(database.page(read("{\"type\":\"orders\"}"), 1_000).documents())
                .hasSize(50);
        refused(() -> database.page(unindexed, 1_000), "declare an index on n ");
    }

    @Test
    void whatTakesTooLongIsRefusedLikeWhatCostsTooMuch() {
        Query slow = read("{\"type\":\"orders\",\"selector\":{\"price\":{\"$gte\":0}},\"sort\":[\"n\"]}");

        refused(() -> new Database(APP.person(), "orders").pageInNoTime(slow), "narrow the selector");
    }

    private static void refused(ThrowingCallable query, String advice) {
        assertThatThrownBy(query).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.QUERY_TOO_COSTLY);
            assertThat(problem.detail()).contains(advice);
        });
    }

    private static Query read(String json) {
        return QueryReader.read(QueryJson.read(json));
    }

    @Test
    void anIndexThatIsStillBuiltIsNotGoneBy() throws Exception {
        assertThat(explain("\"selector\":{\"n\":5}").at("/plan/index").isNull()).isTrue();
        assertThat(explain("\"selector\":{\"n\":5}").at("/plan/declareIndexOn").asText())
                .isEqualTo("n");
    }

    @Test
    void whatIsFoundThroughAnIndexIsWhatIsThere() throws Exception {
        assertThat(count("{\"price\":1.5}")).isEqualTo(MINE / 1000);
        assertThat(count("{\"price\":{\"$gt\":10,\"$lt\":12}}")).isEqualTo(2 * MINE / 1000);
        assertThat(count("{\"city\":{\"$beginsWith\":\"City 49\"}}")).isEqualTo(11 * MINE / 500);
        assertThat(count("{\"price\":{\"$gt\":\"a string\"}}")).isZero();
        assertThat(count("{\"price\":{\"$exists\":false}}")).isZero();
    }

    @Test
    void pagesThroughAnIndexAreWithoutGaps() throws Exception {
        List<Double> prices = new ArrayList<>();
        String after = "";
        for (int page = 0; page < 3; page++) {
            JsonNode answer = query("\"selector\":{\"price\":{\"$gte\":998}},\"sort\":[\"price\"],\"limit\":17" + after)
                    .json();
            answer.path("items")
                    .forEach(item -> prices.add(item.at("/data/price").asDouble()));
            after = ",\"after\":" + answer.path("next");
        }
        assertThat(prices).hasSize(40).isSorted();
    }

    @Test
    void entriesFollowTheirDocumentThroughItsLife() throws Exception {
        TestApp other = TestCloud.get().app("orders:read", "orders:write");
        Api.Answer created =
                api.post(other, "{\"type\":\"orders\",\"data\":{\"price\":7,\"city\":\"" + "x".repeat(300) + "\"}}");
        assertThat(entries(created.id())).containsExactlyInAnyOrder("4c01c000000000000", "5" + "x".repeat(200), "0");

        api.put(
                other,
                created.id(),
                created.json().path("rev").asText(),
                "{\"price\":-7,\"city\":[\"Bern\"],\"n\":null}");
        assertThat(entries(created.id())).containsExactlyInAnyOrder("43fe3ffffffffffff", "6", "1");

        api.delete(other, created.id());
        assertThat(entries(created.id())).isEmpty();
    }

    @Test
    void anotherPersonsEntriesAreNotSeen() throws Exception {
        try (Connection connection = TestDatabase.get().as("vibe_api")) {
            connection.setAutoCommit(false);
            TestDatabase.query(connection, become("{orders}"), APP.person().toString());
            assertThat(TestDatabase.query(connection, "SELECT DISTINCT owner FROM vibe.doc_index_entries"))
                    .containsExactly(APP.person().toString());
            TestDatabase.query(connection, become("{notes}"), APP.person().toString());
            assertThat(TestDatabase.query(connection, "SELECT 1 FROM vibe.doc_index_entries"))
                    .isEmpty();
        }
    }

    @Test
    void anIndexThatHasGoneIsNoticedAtOnce() throws Exception {
        TestApp other = TestCloud.get().app("parcels:read", "parcels:write");
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(
                    superuser, "INSERT INTO vibe.doc_indexes (type, path, state) VALUES ('parcels', '{to}', 'ready')");
            api.post(other, "{\"type\":\"parcels\",\"data\":{\"to\":\"Bern\"}}");
            String query = "{\"type\":\"parcels\",\"selector\":{\"to\":\"Bern\"}";
            Await.until(
                    "the index is known",
                    () -> api.query(other, query + ",\"explain\":true}")
                            .json()
                            .at("/plan/index")
                            .asText()
                            .equals("to"));
            TestDatabase.execute(superuser, "UPDATE vibe.doc_indexes SET state = 'failed' WHERE type = 'parcels'");
            TestDatabase.execute(superuser, "DELETE FROM vibe.doc_index_entries WHERE type = 'parcels'");

            assertThat(api.query(other, query + "}").json().path("items")).hasSize(1);
        }
    }

    private static String become(String types) {
        return """
                SELECT set_config('vibe.person', ?, true), set_config('vibe.app', 'orders', true),
                    set_config('vibe.grant', gen_random_uuid()::text, true), set_config('vibe.grant_version', '1', true), set_config('vibe.issued_at', now()::text, true),
                    set_config('vibe.reads', '%s', true), set_config('vibe.writes', '{}', true)
                """.formatted(types);
    }

    /** Runs the statement of a query as the API's role, and adds up the rows of its scans. */
    private static long rowsTouched(String json) throws Exception {
        Query query = read(json);
        List<DeclaredIndex> indexes = new ArrayList<>();
        try (Connection superuser = TestDatabase.get().superuser()) {
            for (String name : List.of("price", "city")) {
                String id = TestDatabase.query(
                                superuser,
                                "SELECT id FROM vibe.doc_indexes WHERE type = 'orders' AND path = ARRAY[?]::text[]",
                                name)
                        .getFirst();
                indexes.add(new DeclaredIndex(Integer.parseInt(id), new Place.InData(List.of(name))));
            }
        }
        Plan plan = Plan.of(query, indexes);
        ArmSql arms = new ArmSql(query, plan, APP.person(), APP.person(), DOMAIN);
        SqlText sql = new QuerySql(query, arms.arms(), new DocumentSql(DOMAIN)).page();
        return new Database(APP.person(), "orders").rowsLookedAt(sql);
    }

    private static List<String> scanned(JsonNode explained, String relation) {
        List<String> types = new ArrayList<>();
        explained.path("postgres").findParents("Relation Name").forEach(node -> {
            if (node.path("Relation Name").asText().equals(relation)) {
                types.add(node.path("Node Type").asText());
            }
        });
        return types;
    }

    private static List<String> entries(String document) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(
                    superuser,
                    "SELECT value FROM vibe.doc_index_entries WHERE document = ?",
                    UUID.fromString(document));
        }
    }

    private long count(String selector) throws Exception {
        return query("\"limit\":1,\"count\":true,\"selector\":" + selector)
                .json()
                .path("count")
                .asLong();
    }

    private Api.Answer query(String members) throws Exception {
        Api.Answer answer = api.query(APP, "{\"type\":\"orders\"," + members + "}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer;
    }

    private static JsonNode explain(String members) throws Exception {
        Api.Answer answer = TestCloud.get().api().query(APP, "{\"type\":\"orders\",\"explain\":true," + members + "}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }
}
