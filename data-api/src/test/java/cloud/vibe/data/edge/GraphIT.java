package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far edges are followed. */
final class GraphIT extends EdgeTrial {
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
}
