package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A declared index leads to what others share as well, and shows of it nothing that the caller may not read. */
final class SharedEntriesIT {
    private static final String TYPE = "ranked";
    private static final int DOCUMENTS = 3_000;
    private static final TestApp READER = TestCloud.get().app(TYPE + ":read", TYPE + ":write");

    private final Api api = TestCloud.get().api();

    /**
     * Of three owners and the reader, some shared with the reader by name, by one of two groups or by both; some by a certificate, of which
     * most do not count: not shown, revoked, not yet or no longer valid, another's, of an issuer who neither owns nor manages.
     */
    @BeforeAll
    static void muchIsShared() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(
                    superuser, "INSERT INTO vibe.doc_indexes (type, path, state) VALUES ('ranked', '{rank}', 'ready')");
            superuser.setAutoCommit(false);
            TestDatabase.execute(superuser, "SET LOCAL session_replication_role = replica");
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.groups (id, owner, name)
                    SELECT md5('ranked group ' || g)::uuid, gen_random_uuid(), 'Group' FROM generate_series(1, 3) AS g;
                    INSERT INTO vibe.group_members (group_id, member)
                    SELECT md5('ranked group ' || g)::uuid, '%1$s' FROM generate_series(1, 2) AS g;
                    INSERT INTO vibe.group_members (group_id, member)
                    VALUES (md5('ranked group 3')::uuid, md5('ranked owner 1')::uuid);
                    INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev, deleted_at)
                    SELECT md5('ranked ' || n)::uuid,
                        CASE WHEN n %% 13 = 0 THEN '%1$s'::uuid ELSE md5('ranked owner ' || n %% 3)::uuid END, false, 'ranked',
                        CASE WHEN n %% 17 > 0 THEN jsonb_build_object('rank', n %% 97, 'n', n) END, '1-0000000000000000',
                        CASE WHEN n %% 17 = 0 THEN now() END
                    FROM generate_series(1, %2$d) AS n;
                    INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
                    SELECT d.id, d.id, action, principal, d.type
                    FROM generate_series(1, %2$d) AS n JOIN vibe.documents AS d ON d.id = md5('ranked ' || n)::uuid
                        CROSS JOIN LATERAL (
                            SELECT '%1$s'::uuid, 'read' WHERE n %% 5 = 1
                            UNION SELECT md5('ranked group 1')::uuid, 'read' WHERE n %% 5 = 2
                            UNION SELECT md5('ranked group 2')::uuid, 'read' WHERE n %% 10 = 2
                            UNION SELECT '%1$s'::uuid, 'write' WHERE n %% 5 = 3
                            UNION SELECT md5('ranked group 3')::uuid, 'manage' WHERE n %% 2 = 0) AS named (principal, action);
                    INSERT INTO vibe.certificates (id, issuer, holder, document, type, actions, not_before, expires_at, registered_at,
                        revoked_at, issuer_is_app)
                    SELECT gen_random_uuid(), md5('ranked owner ' || CASE WHEN n %% 60 = 0 THEN 2 WHEN n %% 4 = 0 THEN 1 ELSE n %% 3 END)::uuid,
                        CASE WHEN n %% 50 = 0 THEN gen_random_uuid() ELSE '%1$s' END, md5('ranked ' || n)::uuid, 'ranked', '{read}',
                        now() + CASE WHEN n %% 70 = 0 THEN interval '1 hour' ELSE '-1 hour' END,
                        now() + CASE WHEN n %% 90 = 0 AND n %% 70 > 0 THEN interval '-1 minute' ELSE '2 hours' END,
                        CASE WHEN n %% 110 > 0 THEN now() END, CASE WHEN n %% 130 = 0 THEN now() END, false
                    FROM generate_series(10, %2$d, 10) AS n;
                    INSERT INTO vibe.doc_index_entries (document, index_id, owner, type, value)
                    SELECT d.id, i.id, d.owner, d.type, vibe.sort_key(d.data #> i.path)
                    FROM vibe.documents AS d JOIN vibe.doc_indexes AS i ON i.type = d.type
                    WHERE d.type = 'ranked' AND d.deleted_at IS NULL;
                    """.formatted(READER.person(), DOCUMENTS));
            superuser.commit();
            superuser.setAutoCommit(true);
            // All of them: what is left to autovacuum is planned one way today and another tomorrow.
            TestDatabase.execute(
                    superuser,
                    "VACUUM ANALYZE vibe.documents, vibe.doc_acl_index, vibe.doc_index_entries, vibe.certificates,"
                            + " vibe.groups, vibe.group_members");
        }
        Await.until(
                "the process knows the index",
                () -> TestCloud.get()
                        .api()
                        .query(READER, "{\"type\":\"ranked\",\"sort\":[\"rank\"],\"explain\":true}")
                        .json()
                        .at("/plan/index")
                        .asText()
                        .equals("rank"));
    }

    /** The policy of documents is asked beside it: they must agree on each, and none may come twice. */
    @Test
    void theEntriesAreThoseOfWhatTheCallerMayRead() throws Exception {
        try (SqlCaller caller = SqlCaller.of(READER, "{ranked}")) {
            List<String> readable = caller.query("""
                    SELECT id FROM vibe.documents WHERE type = 'ranked' AND owner <> vibe.me() AND deleted_at IS NULL ORDER BY id
                    """);
            assertThat(readable).hasSizeBetween(1_000, DOCUMENTS / 2);
            assertThat(entries(caller)).isEqualTo(readable);
        }
        // Rights that come by certificate alone are among them, by an owner and by one who manages as a member of a
        // group.
        assertThat(byCertificateAlone("c.issuer = d.owner")).isPositive();
        assertThat(byCertificateAlone("c.issuer <> d.owner")).isPositive();
    }

    @Test
    void anAppThatMayNotReadTheTypeSeesNone() throws Exception {
        try (SqlCaller caller = SqlCaller.of(READER, "{notes}")) {
            assertThat(entries(caller)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"rank\"', 50",
        "'{\"rank\":\"desc\"}', 77",
        "'\"rank\",\"n\"', 120",
        "'{\"rank\":\"desc\"},\"n\"', 200"
    })
    void pagesAreInOrderAndComplete(String sort, int limit) throws Exception {
        List<JsonNode> paged = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = api.query(
                            READER,
                            "{\"type\":\"ranked\",\"selector\":{\"rank\":{\"$gte\":40},\"n\":{\"$gt\":100}},\"sort\":[%s],\"limit\":%d%s}"
                                    .formatted(sort, limit, after))
                    .json();
            page.path("items").forEach(paged::add);
            after = page.hasNonNull("next") ? ",\"after\":" + page.path("next") : "";
        } while (!after.isEmpty());

        assertThat(paged).hasSizeGreaterThan(500).doesNotHaveDuplicates();
        assertThat(paged.stream().map(item -> item.path("id").asText()).toList())
                .containsExactlyInAnyOrderElementsOf(expected());
        List<Integer> ranks =
                paged.stream().map(item -> item.at("/data/rank").asInt()).toList();
        assertThat(ranks)
                .isSortedAccordingTo(sort.contains("desc") ? (a, b) -> Integer.compare(b, a) : Integer::compare);
    }

    /** A page fetches the documents that it shows and those that the selector refuses on the way, however many are shared. */
    @Test
    void aPageFetchesOnlyUntilItIsFull() throws Exception {
        JsonNode explained = api.query(
                        READER,
                        "{\"type\":\"ranked\",\"selector\":{\"n\":{\"$gt\":0}},\"sort\":[\"rank\"],\"limit\":10,\"explain\":true}")
                .json();
        // The place where entries lead; what has none is looked for beside it.
        JsonNode led = explained.path("postgres").findParents("Node Type").stream()
                .filter(node -> node.path("Node Type").asText().equals("Incremental Sort"))
                .filter(node -> node.findValuesAsText("Node Type").contains("Function Scan"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(explained.path("postgres").toPrettyString()));
        assertThat(led.findValuesAsText("Node Type")).contains("Nested Loop").doesNotContain("Hash Join", "Seq Scan");
        assertThat(led.findParents("Relation Name"))
                .filteredOn(node -> node.path("Relation Name").asText().equals("documents"))
                .anySatisfy(node -> assertThat(node.path("Index Name").asText()).isEqualTo("documents_pkey"));
    }

    private static List<String> entries(SqlCaller caller) throws Exception {
        return caller.query("""
                SELECT document FROM vibe.shared_entries(%s, 'ranked') ORDER BY document
                """.formatted(index()));
    }

    private static String index() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(superuser, "SELECT id FROM vibe.doc_indexes WHERE type = 'ranked'")
                    .getFirst();
        }
    }

    private static long byCertificateAlone(String issuer) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser();
                SqlCaller caller = SqlCaller.of(READER, "{ranked}")) {
            List<String> certified = TestDatabase.query(superuser, """
                    SELECT d.id FROM vibe.certificates AS c JOIN vibe.documents AS d ON d.id = c.document
                    WHERE d.type = 'ranked' AND %s AND NOT EXISTS (
                        SELECT 1 FROM vibe.doc_acl_index AS a WHERE a.document = d.id AND a.action = 'read')
                    """.formatted(issuer));
            return entries(caller).stream().filter(certified::contains).count();
        }
    }

    private static List<String> expected() throws Exception {
        try (SqlCaller caller = SqlCaller.of(READER, "{ranked}")) {
            return caller.query("""
                    SELECT id FROM vibe.documents WHERE type = 'ranked' AND deleted_at IS NULL
                        AND (data ->> 'rank')::int >= 40 AND (data ->> 'n')::int > 100
                    """);
        }
    }
}
