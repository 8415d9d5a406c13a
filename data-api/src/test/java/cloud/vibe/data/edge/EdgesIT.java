package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How edges are made, listed, changed and removed, by whom, and who sees them. */
final class EdgesIT extends EdgeTrial {
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
}
