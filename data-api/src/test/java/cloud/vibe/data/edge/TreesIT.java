package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goes along an edge that contains, and what hangs together by it. */
final class TreesIT extends TreeTrial {
    @Test
    void rightsGoDownAndEndWithTheAclTheEdgeAndTheDocument() throws Exception {
        List<String> chain = chain(4);
        share(owner, chain.get(0), "write", other);
        assertThat(seen(chain.get(3))).isEqualTo(200);
        assertThat(api.put(other, chain.get(3), "1-0000000000000000", "{}").code())
                .isEqualTo("rev_stale");
        assertThat(api.delete(other, chain.get(3)).code()).isEqualTo("permission_missing");
        assertExact(chain);

        share(owner, chain.get(0), "read");
        assertThat(seen(chain.get(3))).isEqualTo(404);

        share(owner, chain.get(1), "read", other);
        assertThat(seen(chain.get(0))).isEqualTo(404);
        assertThat(seen(chain.get(3))).isEqualTo(200);
        api.delete(owner, chain.get(2));
        assertThat(seen(chain.get(3))).isEqualTo(404);
        assertExact(chain);

        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            caller.query(
                    "UPDATE vibe.documents SET data = '{}', deleted_at = NULL WHERE id = ? RETURNING 1",
                    UUID.fromString(chain.get(2)));
        }
        assertThat(seen(chain.get(3))).isEqualTo(200);
        String edge = api.get(owner, "/v1/documents/" + chain.get(1) + "/edges")
                .json()
                .at("/items/0/id")
                .asText();
        api.deleteAt(owner, "/v1/documents/" + chain.get(1) + "/edges/" + edge);
        assertThat(seen(chain.get(3))).isEqualTo(404);
        assertExact(chain);
    }

    @Test
    void whatComesTwoWaysStaysWhileOneIsLeft() throws Exception {
        List<String> left = chain(3);
        String right = api.create(owner, "right").id();
        contain(owner, left.get(0), right);
        String second = contain(owner, right, left.get(2)).header("Location");
        share(owner, left.get(0), "read", other);

        api.delete(owner, left.get(1));
        assertThat(seen(left.get(2))).isEqualTo(200);

        api.deleteAt(owner, second);
        assertThat(seen(left.get(2))).isEqualTo(404);
        assertExact(List.of(left.get(0), left.get(1), left.get(2), right));
    }

    @Test
    void aCircleIsRefused() throws Exception {
        List<String> chain = chain(3);

        assertThat(contain(owner, chain.get(2), chain.get(0)).code()).isEqualTo("edge_cycle");
        assertThat(contain(owner, chain.get(1), chain.get(0)).code()).isEqualTo("edge_cycle");
        assertThat(contain(owner, chain.get(0), chain.get(2)).status()).isEqualTo(201);
    }

    @Test
    void aTreeIsThirtyTwoDocumentsDeepAtMost() throws Exception {
        List<String> upper = chain(16);
        List<String> lower = chain(16);

        assertThat(contain(owner, upper.getLast(), lower.getFirst()).status()).isEqualTo(201);
        assertThat(contain(owner, lower.getLast(), api.create(owner, "33").id()).code())
                .isEqualTo("tree_too_deep");
        assertThat(contain(owner, api.create(owner, "0").id(), upper.getFirst()).code())
                .isEqualTo("tree_too_deep");
    }

    @Test
    void aDocumentContainsAThousandAtMostAndARightIsNotGivenFiftyThousandTimes() throws Exception {
        String parent = api.create(owner, "parent").id();
        String top = api.create(owner, "top").id();
        contain(owner, top, parent);
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            caller.query("""
                    WITH child AS (
                        INSERT INTO vibe.documents (id, owner, type, data, rev)
                        SELECT gen_random_uuid(), vibe.me(), 'notes', '{"child": true}', '1-0000000000000000' FROM generate_series(1, 1000)
                        RETURNING 1)
                    SELECT count(*) FROM child
                    """);
            for (int part = 0; part < 8; part++) {
                assertThat(caller.query("""
                        WITH edge AS (
                            INSERT INTO vibe.doc_edges (id, source, target, label)
                            SELECT gen_random_uuid(), ?, id, 'contains' FROM vibe.documents WHERE data->>'child' = 'true'
                            ORDER BY id OFFSET ? LIMIT 125 RETURNING 1)
                        SELECT count(*) FROM edge
                        """, UUID.fromString(parent), 125 * part))
                        .containsExactly("125");
            }
        }

        assertThat(contain(owner, parent, api.create(owner, "1001").id()).code())
                .isEqualTo("too_many_children");
        TestApp[] many = new TestApp[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = TestCloud.get().app();
        }
        assertThat(share(owner, top, "read", many[0], other).status()).isEqualTo(200);
        assertThat(share(owner, top, "read", many).code()).isEqualTo("shared_too_widely");
        assertThat(api.get(owner, "/v1/documents/" + top + "/acl").json().path("entries"))
                .hasSize(2);
        // Two that are small enough on their own are not together.
        TestApp[] half = Arrays.copyOf(many, 30);
        assertThat(share(owner, top, "read", half).status()).isEqualTo(200);
        assertThat(share(owner, parent, "read", half).code()).isEqualTo("shared_too_widely");
        assertThat(share(owner, top, "read", half[0]).status()).isEqualTo(200);
        assertThat(share(owner, parent, "read", half).status()).isEqualTo(200);
    }

    @Test
    void whatNoLongerHangsTogetherIsTwoTrees() throws Exception {
        List<String> chain = chain(4);
        String side = api.create(owner, "side").id();
        String across = contain(owner, side, chain.get(3)).header("Location");
        List<UUID> all = Stream.concat(chain.stream(), Stream.of(side))
                .map(UUID::fromString)
                .toList();
        assertThat(TreesOf.these(all).kept()).hasSize(1);

        String middle = api.get(owner, "/v1/documents/" + chain.get(1) + "/edges")
                .json()
                .at("/items/0/id")
                .asText();
        api.deleteAt(owner, "/v1/documents/" + chain.get(1) + "/edges/" + middle);
        TreesOf two = TreesOf.these(all);
        assertThat(two.kept()).hasSize(2).isEqualTo(two.wanted());

        // What hangs on nothing any more is in no tree.
        api.deleteAt(owner, across);
        TreesOf after = TreesOf.these(all);
        assertThat(after.kept()).isEqualTo(after.wanted()).noneMatch(tree -> tree.contains(UUID.fromString(side)));
    }

    @Test
    void whatMetInOneDocumentOnlyIsATreeEachWithoutThat() throws Exception {
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            List<UUID> all = documents(caller, 6);
            UUID met = all.get(4);
            for (int i = 0; i < 2; i++) {
                caller.query(EDGE, all.get(i), all.get(2 + i));
                caller.query(EDGE, all.get(i), met);
            }
            caller.query(EDGE, met, all.get(5));
            assertThat(TreesOf.these(all).kept()).hasSize(1);

            assertThat(caller.query("DELETE FROM vibe.doc_edges WHERE target = ? RETURNING 1", met))
                    .hasSize(2);

            TreesOf trees = TreesOf.these(all);
            assertThat(trees.kept()).hasSize(3).isEqualTo(trees.wanted());
        }
    }
}
