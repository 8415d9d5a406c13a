package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What goes along an edge that contains, and how far. */
final class TreesIT {
    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app("notes:write");
    private final TestApp other = TestCloud.get().app("notes:write");

    private static final String EDGE =
            "INSERT INTO vibe.doc_edges (id, source, target, label) VALUES (gen_random_uuid(), ?, ?, 'contains') RETURNING 1";

    private Api.Answer contain(TestApp by, String source, String target) throws IOException, InterruptedException {
        return api.send(
                by,
                "POST",
                "/v1/documents/" + source + "/edges",
                "{\"target\":\"" + target + "\",\"label\":\"contains\"}");
    }

    private Api.Answer share(TestApp by, String id, String action, TestApp... with)
            throws IOException, InterruptedException {
        List<String> entries = new ArrayList<>();
        for (TestApp one : with) {
            entries.add("{\"principal\":{\"kind\":\"person\",\"id\":\"" + one.person() + "\"},\"actions\":[\"" + action
                    + "\"]}");
        }
        return api.send(by, "PUT", "/v1/documents/" + id + "/acl", "{\"entries\":[" + String.join(",", entries) + "]}");
    }

    private int seen(String id) throws IOException, InterruptedException {
        return api.get(other, "/v1/documents/" + id).status();
    }

    private List<String> chain(int length) throws IOException, InterruptedException {
        List<String> chain = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            chain.add(api.create(owner, "n" + i).id());
            if (i > 0) {
                assertThat(contain(owner, chain.get(i - 1), chain.get(i)).status())
                        .isEqualTo(201);
            }
        }
        return chain;
    }

    private void assertExact(List<String> documents) throws Exception {
        RightsOfTree rights =
                RightsOfTree.of(documents.stream().map(UUID::fromString).toList());
        assertThat(rights.kept()).isEqualTo(rights.wanted());
    }

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
            for (int part = 0; part < 4; part++) {
                assertThat(caller.query("""
                        WITH edge AS (
                            INSERT INTO vibe.doc_edges (id, source, target, label)
                            SELECT gen_random_uuid(), ?, id, 'contains' FROM vibe.documents WHERE data->>'child' = 'true'
                            ORDER BY id OFFSET ? LIMIT 250 RETURNING 1)
                        SELECT count(*) FROM edge
                        """, UUID.fromString(parent), 250 * part))
                        .containsExactly("250");
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

    /** Somebody else could have built it, with the right to manage a part of it. */
    @Test
    void howeverLargeATreeIsRightsAreTakenAway() throws Exception {
        String top = api.create(owner, "top").id();
        List<UUID> children;
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            String made = """
                    WITH made AS (
                        INSERT INTO vibe.documents (id, owner, type, data, rev)
                        SELECT gen_random_uuid(), vibe.me(), 'notes', '{}', '1-0000000000000000' FROM generate_series(1, 120)
                        RETURNING id)
                    SELECT id FROM made
                    """;
            children = caller.query(made).stream().map(UUID::fromString).toList();
            List<UUID> roots = caller.query(made).stream().map(UUID::fromString).toList();
            for (int i = 0; i < children.size(); i++) {
                caller.query(EDGE, UUID.fromString(top), children.get(i));
                caller.query(EDGE, roots.get(i), children.get(i));
            }
        }
        assertThat(share(owner, top, "read", other).status()).isEqualTo(200);
        assertThat(RightsOfTree.of(children).kept()).hasSize(120);
        assertThat(contain(owner, api.create(owner, "above").id(), top).code()).isEqualTo("tree_too_large");

        assertThat(api.delete(owner, top).status()).isEqualTo(204);
        assertThat(api.send(api.request(owner, "/v1/documents/" + top + "/restore")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .code())
                .isEqualTo("tree_too_large");
        assertThat(RightsOfTree.of(children).kept()).isEmpty();
    }

    @Test
    void whoManagesADocumentTakesItOutOfATreeThatTheyDoNotSee() throws Exception {
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(other, "theirs").id();
        share(owner, mine, "manage", other);
        assertThat(contain(other, theirs, mine).status()).isEqualTo(201);
        share(owner, mine, "read");
        assertThat(api.get(owner, "/v1/documents/" + theirs).status()).isEqualTo(404);
        // What they have given themselves while they managed it is still theirs, until the owner looks.
        share(other, theirs, "manage", other);
        assertThat(seen(mine)).isEqualTo(200);

        String edge = api.get(owner, "/v1/documents/" + mine + "/edges?direction=in")
                .json()
                .at("/items/0/id")
                .asText();
        assertThat(api.deleteAt(owner, "/v1/documents/" + mine + "/edges/" + edge)
                        .status())
                .isEqualTo(204);

        assertThat(seen(mine)).isEqualTo(404);
        assertThat(contain(other, theirs, mine).status()).isEqualTo(404);
    }

    @Test
    void theRightIsAskedAgainWhenTheLocksAreThere() throws Exception {
        UUID mine = UUID.fromString(api.create(owner, "mine").id());
        UUID theirs = UUID.fromString(api.create(other, "theirs").id());
        UUID child = UUID.fromString(api.create(other, "child").id());
        share(owner, mine.toString(), "manage", other);
        try (SqlCaller first = SqlCaller.of(other, "{notes}");
                SqlCaller second = SqlCaller.of(other, "{notes}");
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            first.connection().setAutoCommit(false);
            first.query(EDGE, theirs, child);
            String waiting = second.query("SELECT pg_backend_pid()").getFirst();
            Future<List<String>> made = thread.submit(() -> second.query(EDGE, theirs, mine));
            Await.until(
                    "the second waits",
                    () -> first.query("SELECT 1 FROM pg_locks WHERE pid = ?::integer AND NOT granted", waiting)
                                    .size()
                            == 1);
            share(owner, mine.toString(), "read", other);
            first.connection().commit();

            assertThatThrownBy(made::get).hasMessageContaining("this takes the right");
        }
    }
}
