package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdgesIT {
    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app("notes:write");
    private final TestApp other = TestCloud.get().app("notes:write");

    private Api.Answer link(TestApp by, String source, String label, String target)
            throws IOException, InterruptedException {
        return api.send(by, "POST", edges(source), body(label, target));
    }

    private void share(String id, TestApp with, String action) throws IOException, InterruptedException {
        String entries = "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"" + with.person()
                + "\"},\"actions\":[\"" + action + "\"]}]}";
        assertThat(api.send(owner, "PUT", "/v1/documents/" + id + "/acl", entries)
                        .status())
                .isEqualTo(200);
    }

    private static String edges(String id) {
        return "/v1/documents/" + id + "/edges";
    }

    private static List<String> ids(JsonNode items) {
        List<String> ids = new ArrayList<>();
        items.forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    @Test
    void anEdgeIsMadeReadChangedAndRemoved() throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();

        Api.Answer made = link(owner, source, "cites", target);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(edges(source) + "/" + made.id());
        assertThat(made.json().path("source").asText()).isEqualTo(source);
        assertThat(made.json().path("target").asText()).isEqualTo(target);
        assertThat(made.json().path("createdBy").asText()).endsWith(":people:" + owner.person());
        assertThat(made.response().body()).contains("\"n\": 1.50");
        assertThat(api.get(owner, made.header("Location")).json()).isEqualTo(made.json());
        assertThat(api.get(owner, edges(target) + "/" + made.id()).json()).isEqualTo(made.json());
        Api.Answer changed = api.send(owner, "PUT", made.header("Location"), "{\"data\":{\"n\":2}}");
        assertThat(changed.json().at("/data/n").asInt()).isEqualTo(2);
        assertThat(changed.json().path("label").asText()).isEqualTo("cites");
        assertThat(api.deleteAt(owner, made.header("Location")).status()).isEqualTo(204);
        assertThat(api.get(owner, made.header("Location")).status()).isEqualTo(404);
        assertThat(api.deleteAt(owner, made.header("Location")).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|data",
                "{\"daat\":{\"n\":2}}|daat",
                "{\"data\":{},\"label\":\"likes\"}|label",
                "{\"data\":null}|data",
                "{\"data\":{},\"target\":\"01997f6b-7c2e-7cc3-98c4-dc0c0c07398f\"}|target"
            })
    void aReplacementThatIsNoneChangesNothing(String body, String member) throws Exception {
        Api.Answer made = link(
                owner,
                api.create(owner, "a").id(),
                "cites",
                api.create(owner, "b").id());

        Api.Answer refused = api.send(owner, "PUT", made.header("Location"), body);

        assertThat(refused.code()).isEqualTo("invalid_request");
        assertThat(refused.json().path("detail").asText()).contains("The member " + member + " ");
        assertThat(api.get(owner, made.header("Location")).json()).isEqualTo(made.json());
    }

    private static String body(String label, String target) {
        return "{\"target\":\"" + target + "\",\"label\":\"" + label + "\",\"data\":{\"n\":1.50}}";
    }

    @Test
    void theSameAgainUnderItsKeyIsDoneOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        Api.Answer made = api.postOnce(owner, key, edges(source), body("contains", target));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(edges(source) + "/" + made.id());
        api.send(owner, "PUT", made.header("Location"), "{\"data\":{\"n\":2}}");

        assertThat(api.postOnce(owner, key, edges(source), body("contains", target))
                        .told())
                .isEqualTo(made.told());
        assertThat(ids(api.get(owner, edges(source)).json().path("items"))).containsExactly(made.id());

        api.deleteAt(owner, made.header("Location"));
        assertThat(api.postOnce(owner, key, edges(source), body("contains", target))
                        .told())
                .isEqualTo(made.told());
        assertThat(api.get(owner, edges(source)).json().path("items")).isEmpty();
    }

    @Test
    void aKeyIsForOneRequestOfOneCaller() throws Exception {
        String key = UUID.randomUUID().toString();
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        Api.Answer made = api.postOnce(owner, key, edges(source), body("cites", target));

        assertThat(api.postOnce(owner, key, edges(source), body("likes", target))
                        .code())
                .isEqualTo("idempotency_key_reused");
        assertThat(api.postOnce(owner, key, edges(target), body("cites", source))
                        .status())
                .isEqualTo(422);
        TestApp otherApp = owner.other("edges-" + key, "notes:write");
        assertThat(api.postOnce(otherApp, key, edges(source), body("cites", target))
                        .code())
                .isEqualTo("edge_exists");
        Api.Answer ofOtherApp = api.postOnce(otherApp, key, edges(source), body("likes", target));
        assertThat(ofOtherApp.status()).isEqualTo(201);
        assertThat(ofOtherApp.id()).isNotEqualTo(made.id());
        assertThat(api.postOnce(other, key, edges(source), body("cites", target))
                        .code())
                .isEqualTo("not_found");
    }

    @Test
    void theAnswerIsGivenAgainOnlyToWhoReadsTheTypesOfBothEnds() throws Exception {
        String key = UUID.randomUUID().toString();
        TestApp both = owner.with("notes:write", "tasks:write");
        String note = api.create(both, "a").id();
        String task = api.post(both, "{\"type\":\"tasks\",\"data\":{}}").id();
        Api.Answer made = api.postOnce(both, key, edges(note), body("cites", task));
        assertThat(made.status()).isEqualTo(201);

        assertThat(api.postOnce(owner, key, edges(note), body("cites", task)).code())
                .isEqualTo("not_found");
        assertThat(api.postOnce(owner.with("tasks:write"), key, edges(note), body("cites", task))
                        .code())
                .isEqualTo("not_found");
        assertThat(api.postOnce(both, key, edges(note), body("cites", task)).told())
                .isEqualTo(made.told());
    }

    @Test
    void whatWasRefusedUnderAKeySaysWhyAndMayBeTriedAgain() throws Exception {
        String key = UUID.randomUUID().toString();
        String source = api.create(owner, "a").id();
        String target = api.create(other, "b").id();
        share(source, other, "read");

        Api.Answer refused = api.postOnce(other, key, edges(source), body("cites", target));
        assertThat(refused.code()).isEqualTo("permission_missing");
        assertThat(refused.response().body())
                .isEqualTo(link(other, source, "cites", target).response().body())
                .contains("the right to write its source");

        share(source, other, "write");
        assertThat(api.postOnce(other, key, edges(source), body("cites", target))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void edgesAreListedByDirectionAndLabelPageByPage() throws Exception {
        String hub = api.create(owner, "hub").id();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.addFirst(link(
                            owner,
                            hub,
                            i == 1 ? "likes" : "cites",
                            api.create(owner, "to").id())
                    .id());
        }
        made.addFirst(link(owner, api.create(owner, "from").id(), "cites", hub).id());

        assertThat(ids(api.get(owner, edges(hub)).json().path("items"))).isEqualTo(made.subList(1, 4));
        assertThat(ids(api.get(owner, edges(hub) + "?direction=in").json().path("items")))
                .isEqualTo(made.subList(0, 1));
        assertThat(ids(api.get(owner, edges(hub) + "?direction=both&label=cites")
                        .json()
                        .path("items")))
                .containsExactly(made.get(0), made.get(1), made.get(3));
        List<String> paged = new ArrayList<>();
        String after = "";
        for (int pages = 0; pages < 4; pages++) {
            JsonNode page = api.get(owner, edges(hub) + "?direction=both&limit=1" + after)
                    .json();
            assertThat(page.path("items")).hasSize(1);
            paged.addAll(ids(page.path("items")));
            after = "&after=" + page.path("next").asText();
            assertThat(page.path("next").isNull()).isEqualTo(pages == 3);
        }
        assertThat(paged).isEqualTo(made);
    }

    @Test
    void anEdgeIsSeenByWhoSeesBothEnds() throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        String edge = link(owner, source, "cites", target).id();
        assertThat(api.get(other, edges(source)).status()).isEqualTo(404);

        share(source, other, "read");
        assertThat(api.get(other, edges(source)).json().path("items")).isEmpty();
        assertThat(api.get(other, edges(source) + "/" + edge).status()).isEqualTo(404);

        share(target, other, "read");
        assertThat(ids(api.get(other, edges(source)).json().path("items"))).containsExactly(edge);

        api.delete(owner, target);
        assertThat(api.get(owner, edges(source)).json().path("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none,read,404", "read,none,404", "read,read,403", "write,none,404", "write,read,201"})
    void anEdgeTakesTheRightToWriteTheSourceAndToReadTheTarget(String onSource, String onTarget, int status)
            throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        if (!onSource.equals("none")) {
            share(source, other, onSource);
        }
        if (!onTarget.equals("none")) {
            share(target, other, onTarget);
        }

        assertThat(link(other, source, "cites", target).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"write,manage,403", "manage,write,403", "manage,manage,201"})
    void anEdgeThatContainsTakesTheRightToManageBothEnds(String onSource, String onTarget, int status)
            throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        share(source, other, onSource);
        share(target, other, onTarget);

        assertThat(link(other, source, "contains", target).status()).isEqualTo(status);
    }

    @Test
    void aReaderOfBothEndsDoesNotChangeTheEdge() throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        String place = link(owner, source, "cites", target).header("Location");
        share(source, other, "read");
        share(target, other, "manage");

        assertThat(api.send(other, "PUT", place, "{\"data\":{}}").code()).isEqualTo("permission_missing");
        assertThat(api.deleteAt(other, place).code()).isEqualTo("permission_missing");
        assertThat(api.deleteAt(owner.with("notes:read"), place).code()).isEqualTo("permission_missing");
    }

    @Test
    void thereIsOneEdgeOfEachLabelAndNoneToItself() throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        link(owner, source, "cites", target);

        assertThat(link(owner, source, "cites", target).code()).isEqualTo("edge_exists");
        assertThat(link(owner, source, "likes", target).status()).isEqualTo(201);
        assertThat(link(owner, target, "cites", source).status()).isEqualTo(201);
        assertThat(link(owner, source, "cites", source).code()).isEqualTo("invalid_request");
        assertThat(link(owner, source, "cites", UUID.randomUUID().toString()).code())
                .isEqualTo("not_found");
        assertThat(link(owner, "nonsense", "cites", source).code()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1|invalid_request",
                "{|invalid_json",
                "{\"label\":\"x\"}|invalid_request",
                "{\"target\":\"x\",\"label\":\"x\"}|invalid_request",
                "{\"target\":\"T\",\"label\":\"x\",\"Data\":{}}|invalid_request",
                "{\"target\":\"T\",\"label\":\"Upper\"}|invalid_request",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":[]}|invalid_request",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":{\"a\":\"\\u0000\"}}|invalid_request",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":{\"a\":\"\\ud800\"}}|invalid_request",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":{\"a\":1e400}}|invalid_request",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":{\"a\":1,\"a\":2}}|invalid_request",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":{\"a\":\"LONG\"}}|too_large",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":{\"a\":BLOWN}}|invalid_document",
                "{\"target\":\"T\",\"label\":\"x\",\"data\":{\"a\":DEEP}}|too_deep"
            })
    void whatIsNoEdgeIsRefused(String attempt) throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        String[] parts = attempt.split("\\|", -1);
        String body = parts[0].replace("\"T\"", '"' + target + '"')
                .replace("LONG", "x".repeat(17_000))
                .replace("BLOWN", "[" + "1e300,".repeat(1_000) + "1]")
                .replace("DEEP", "[".repeat(10_000));

        Api.Answer answer = api.send(owner, "POST", edges(source), body);

        assertThat(answer.code()).isEqualTo(parts[1]);
        assertThat(answer.status()).isBetween(400, 499);
    }

    @Test
    void aGraphIsFollowedAsFarAsItIsSeen() throws Exception {
        List<String> chain = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            chain.add(api.create(owner, "n" + i).id());
            if (i > 0) {
                link(owner, chain.get(i - 1), "next", chain.get(i));
            }
        }
        link(owner, chain.get(3), "next", chain.get(0));
        String graph = "/v1/documents/" + chain.get(0) + "/graph";

        JsonNode whole = api.get(owner, graph + "?depth=5").json();
        assertThat(ids(whole.path("documents"))).isEqualTo(chain);
        assertThat(whole.at("/documents/3/depth").asInt()).isEqualTo(3);
        assertThat(whole.path("edges")).hasSize(4);
        assertThat(whole.path("truncated").asBoolean()).isFalse();
        assertThat(ids(api.get(owner, graph).json().path("documents"))).isEqualTo(chain.subList(0, 2));
        assertThat(ids(api.get(owner, graph + "?direction=in").json().path("documents")))
                .containsExactly(chain.get(0), chain.get(3));
        assertThat(api.get(owner, graph + "?label=other").json().path("edges")).isEmpty();
        JsonNode cut = api.get(owner, graph + "?depth=5&limit=2").json();
        assertThat(cut.path("edges")).hasSize(2);
        assertThat(cut.path("truncated").asBoolean()).isTrue();

        share(chain.get(0), other, "read");
        share(chain.get(1), other, "read");
        share(chain.get(3), other, "read");
        assertThat(ids(api.get(other, graph + "?depth=5").json().path("documents")))
                .isEqualTo(chain.subList(0, 2));
        assertThat(api.get(owner, graph + "?depth=6").code()).isEqualTo("graph_too_large");
        assertThat(api.get(owner, graph + "?limit=1001").code()).isEqualTo("graph_too_large");
        assertThat(api.get(owner, graph + "?depth=x").code()).isEqualTo("invalid_request");
        assertThat(api.get(owner, graph + "?direction=up").code()).isEqualTo("invalid_request");
        assertThat(api.get(TestCloud.get().app("notes:read"), graph).status()).isEqualTo(404);
    }

    @Test
    void aDenseGraphCostsNoMoreThanItsBounds() throws Exception {
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            caller.query("""
                    WITH made AS (
                        INSERT INTO vibe.documents (id, owner, type, data, rev)
                        SELECT gen_random_uuid(), vibe.me(), 'notes', '{"dense": true}', '1-0000000000000000' FROM generate_series(1, 25)
                        RETURNING id)
                    SELECT count(*) FROM made
                    """);
            caller.query("""
                    WITH made AS (
                        INSERT INTO vibe.doc_edges (id, source, target, label)
                        SELECT gen_random_uuid(), a.id, b.id, 'knows' FROM vibe.documents AS a, vibe.documents AS b
                        WHERE a.id <> b.id AND a.data ? 'dense' AND b.data ? 'dense' RETURNING 1)
                    SELECT count(*) FROM made
                    """.replace("data ? 'dense'", "data->>'dense' = 'true'"));
            String start = caller.query("SELECT min(id::text) FROM vibe.documents WHERE data->>'dense' = 'true'")
                    .getFirst();

            JsonNode graph = api.get(owner, "/v1/documents/" + start + "/graph?depth=5&direction=both&limit=400")
                    .json();

            assertThat(graph.path("edges")).hasSize(400);
            assertThat(graph.path("documents").size()).isLessThanOrEqualTo(25);
            assertThat(graph.path("truncated").asBoolean()).isTrue();
        }
    }

    @Test
    void whoManagesTheSourceIsRidOfAnEdgeToWhatTheyDoNotSee() throws Exception {
        String source = api.create(owner, "a").id();
        String target = api.create(other, "b").id();
        share(source, other, "write");
        Api.Answer made = link(other, source, "cites", target);
        assertThat(made.status()).isEqualTo(201);
        TestApp reader = TestCloud.get().app("notes:write");
        share(source, reader, "write");

        assertThat(ids(api.get(owner, edges(source)).json().path("items"))).containsExactly(made.id());
        assertThat(api.get(owner, "/v1/documents/" + target).status()).isEqualTo(404);
        assertThat(api.get(reader, edges(source)).json().path("items")).isEmpty();
        assertThat(api.deleteAt(reader, made.header("Location")).status()).isEqualTo(404);
        assertThat(api.deleteAt(owner, made.header("Location")).status()).isEqualTo(204);
    }

    /** The same by SQL: the policies and triggers decide, and not what the API asks. */
    @Test
    void theDatabaseRefusesWhatTheApiWould() throws Exception {
        UUID source = UUID.fromString(api.create(owner, "a").id());
        UUID target = UUID.fromString(api.create(owner, "b").id());
        link(owner, source.toString(), "contains", target.toString());
        share(source.toString(), other, "read");

        try (SqlCaller reader = SqlCaller.of(other, "{notes}");
                SqlCaller otherType = SqlCaller.of(owner, "{tasks}");
                SqlCaller self = SqlCaller.of(owner, "{notes}")) {
            assertThat(refusal(reader, "UPDATE vibe.doc_edges SET data = '{}' WHERE source = ? RETURNING 1", source))
                    .isEqualTo("42501");
            assertThat(refusal(reader, "DELETE FROM vibe.doc_edges WHERE source = ? RETURNING 1", source))
                    .isEqualTo("42501");
            assertThat(otherType.query("SELECT id FROM vibe.doc_edges WHERE source = ?", source))
                    .isEmpty();
            assertThat(refusal(self, "UPDATE vibe.doc_edges SET label = 'x' WHERE source = ? RETURNING 1", source))
                    .isEqualTo("42501");
            assertThat(refusal(
                            self,
                            "INSERT INTO vibe.doc_edges (id, source, target, label, created_by)"
                                    + " SELECT gen_random_uuid(), ?, id, 'x', id FROM vibe.documents LIMIT 1 RETURNING 1",
                            source))
                    .isEqualTo("42501");
            assertThat(refusal(self, "SELECT vibe.inherit_rights(ARRAY[?]::uuid[], false)", source))
                    .isEqualTo("42501");
        }
    }

    private static String refusal(SqlCaller caller, String sql, UUID id) {
        try {
            caller.query(sql, id);
            return "none";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }
}
