package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

    private static final String MADE = """
            WITH made AS (
                INSERT INTO vibe.documents (id, owner, type, data, rev)
                SELECT gen_random_uuid(), vibe.me(), 'notes', '{}', '1-0000000000000000' FROM generate_series(1, ?)
                RETURNING id)
            SELECT id FROM made
            """;

    private static List<UUID> documents(SqlCaller caller, int count) throws SQLException {
        return caller.query(MADE, count).stream().map(UUID::fromString).toList();
    }

    private Api.Answer restore(TestApp by, String id) throws IOException, InterruptedException {
        return api.send(api.request(by, "/v1/documents/" + id + "/restore").POST(HttpRequest.BodyPublishers.noBody()));
    }

    private List<String> parents(String id) throws IOException, InterruptedException {
        List<String> parents = new ArrayList<>();
        api.get(owner, "/v1/documents/" + id + "/edges?direction=in&label=contains")
                .json()
                .path("items")
                .forEach(edge -> parents.add(edge.path("source").asText()));
        return parents;
    }

    @Test
    void aTreeWithManyRootsIsChangedLikeAnyOther() throws Exception {
        String top = api.create(owner, "top").id();
        List<UUID> children;
        List<UUID> all = new ArrayList<>();
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            children = documents(caller, 120);
            List<UUID> roots = documents(caller, 120);
            for (int i = 0; i < children.size(); i++) {
                caller.query(EDGE, UUID.fromString(top), children.get(i));
                caller.query(EDGE, roots.get(i), children.get(i));
            }
            all.addAll(roots);
        }
        all.addAll(children);
        all.add(UUID.fromString(top));
        assertThat(TreesOf.these(all).kept()).hasSize(1);
        assertThat(share(owner, top, "read", other).status()).isEqualTo(200);
        assertThat(RightsOfTree.of(children).kept()).hasSize(120);

        assertThat(api.delete(owner, top).status()).isEqualTo(204);
        assertThat(RightsOfTree.of(children).kept()).isEmpty();
        assertThat(restore(owner, top).status()).isEqualTo(200);
        assertThat(RightsOfTree.of(children).kept()).hasSize(120);
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

    /** Nobody makes thousands in one statement but we do here, and the planner would know nothing of them for up to a minute. */
    private static void analyze(Connection superuser) throws SQLException {
        TestDatabase.execute(superuser, "ANALYZE vibe.documents, vibe.doc_edges, vibe.doc_trees, vibe.doc_acl_index");
    }

    /** So nobody builds one from which a right could not be taken away in time. */
    @Test
    void aTreeHasTenThousandDocumentsAtMost() throws Exception {
        List<UUID> tops = new ArrayList<>();
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}");
                Connection superuser = TestDatabase.get().superuser()) {
            tops.addAll(documents(caller, 10));
            // The database would keep all of it, one edge after the other; that takes half a minute.
            TestDatabase.execute(superuser, "SET session_replication_role = replica");
            for (int i = 0; i < 10; i++) {
                TestDatabase.execute(superuser, """
                        WITH child AS (
                            INSERT INTO vibe.documents (id, owner, type, data, rev)
                            SELECT gen_random_uuid(), '%1$s', 'notes', '{}', '1-0000000000000000' FROM generate_series(1, 999)
                            RETURNING id
                        ), edge AS (
                            INSERT INTO vibe.doc_edges (id, source, target, label, created_by)
                            SELECT gen_random_uuid(), '%2$s', id, 'contains', '%1$s' FROM child
                        )
                        INSERT INTO vibe.doc_trees (document, tree) SELECT id, '%3$s'::uuid FROM child UNION ALL SELECT '%2$s', '%3$s'
                        """.formatted(
                        owner.person(), tops.get(i), new UUID(i, tops.get(i).getLeastSignificantBits())));
            }
            analyze(superuser);
            for (int i = 1; i < 10; i++) {
                caller.query(EDGE, tops.get(i - 1), tops.get(i));
            }
        }
        String top = tops.getFirst().toString();
        String more = api.create(owner, "more").id();
        String last = tops.getLast().toString();
        assertThat(contain(owner, last, more).code()).isEqualTo("tree_too_large");
        assertThat(contain(owner, more, tops.get(7).toString()).code()).isEqualTo("tree_too_large");
        assertThat(share(owner, top, "read", other).status()).isEqualTo(200);
        assertThat(seen(last)).isEqualTo(200);

        assertThat(api.delete(owner, tops.get(4).toString()).status()).isEqualTo(204);
        assertThat(seen(last)).isEqualTo(404);
        assertThat(restore(owner, tops.get(4).toString()).status()).isEqualTo(200);
        assertThat(seen(last)).isEqualTo(200);
        assertThat(share(owner, top, "read").status()).isEqualTo(200);
        assertThat(seen(last)).isEqualTo(404);

        String edge = api.get(owner, "/v1/documents/" + tops.get(9) + "/edges?direction=in")
                .json()
                .at("/items/0/id")
                .asText();
        assertThat(api.deleteAt(owner, "/v1/documents/" + tops.get(9) + "/edges/" + edge)
                        .status())
                .isEqualTo(204);
        assertThat(contain(owner, last, more).status()).isEqualTo(201);
        TreesOf trees = TreesOf.these(
                Stream.concat(tops.stream(), Stream.of(UUID.fromString(more))).toList());
        assertThat(trees.kept()).hasSize(2);
    }

    /** All that a server holds locks of is in one table, and a bulk is one transaction. */
    @Test
    void oneRequestChangesTwoHundredTreesAtMost() throws Exception {
        String delete =
                "WITH gone AS (UPDATE vibe.documents SET data = NULL, deleted_at = now() WHERE id = ANY (?) RETURNING 1)"
                        + " SELECT count(*) FROM gone";
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            List<UUID> folders = documents(caller, 201);
            List<UUID> notes = documents(caller, 201);
            for (int i = 0; i < folders.size(); i++) {
                caller.query(EDGE, folders.get(i), notes.get(i));
            }
            assertThatThrownBy(() -> caller.query(delete, uuids(caller, folders)))
                    .hasMessageContaining("tree_locks");
            // A note that contains nothing changes no tree, and what hangs together is one.
            assertThat(caller.query(delete, uuids(caller, notes))).containsExactly("201");
            for (UUID folder : folders.subList(1, 201)) {
                caller.query(EDGE, folders.getFirst(), folder);
            }
            assertThat(caller.query(delete, uuids(caller, folders))).containsExactly("201");
        }
    }

    private static Array uuids(SqlCaller caller, List<UUID> documents) throws SQLException {
        return caller.connection().createArrayOf("uuid", documents.toArray());
    }

    @Test
    void whoManagesADocumentTakesItOutOfATreeThatTheyDoNotSee() throws Exception {
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(other, "theirs").id();
        share(owner, mine, "manage", other);
        Api.Answer edge = contain(other, theirs, mine);
        assertThat(edge.status()).isEqualTo(201);
        assertThat(api.get(owner, "/v1/documents/" + theirs).status()).isEqualTo(404);

        assertThat(api.deleteAt(owner, "/v1/documents/" + mine + "/edges/" + edge.id())
                        .status())
                .isEqualTo(204);
        assertThat(parents(mine)).isEmpty();
    }

    @Test
    void whoLosesTheRightToManageComesNotBackThroughAParentOfTheirs() throws Exception {
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(other, "theirs").id();
        share(owner, mine, "manage", other);
        assertThat(contain(other, theirs, mine).status()).isEqualTo(201);
        share(other, theirs, "manage", other);

        share(owner, mine, "read");

        assertThat(seen(mine)).isEqualTo(404);
        assertThat(parents(mine)).isEmpty();
        assertThat(contain(other, theirs, mine).status()).isEqualTo(404);
        assertExact(List.of(mine, theirs));
    }

    /** All that a tree holds: there is nothing that somebody could put into so many folders that it cannot be taken out again. */
    @Test
    void norThroughThousandsOfThemAtOnce() throws Exception {
        UUID tree = UUID.randomUUID();
        UUID root;
        List<UUID> theirs;
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}");
                SqlCaller guest = SqlCaller.of(other, "{notes}");
                Connection superuser = TestDatabase.get().superuser()) {
            root = documents(caller, 1).getFirst();
            List<UUID> folders = documents(caller, 10);
            theirs = documents(guest, 10);
            TestDatabase.execute(superuser, "SET session_replication_role = replica");
            for (int i = 0; i < folders.size(); i++) {
                TestDatabase.execute(superuser, """
                        WITH child AS (
                            INSERT INTO vibe.documents (id, owner, type, data, rev)
                            SELECT gen_random_uuid(), '%1$s', 'notes', '{}', '1-0000000000000000' FROM generate_series(1, 990)
                            RETURNING id
                        ), edge (source, target, maker) AS (
                            SELECT '%3$s'::uuid, '%4$s'::uuid, '%1$s'::uuid
                            UNION ALL SELECT '%4$s', id, '%1$s' FROM child
                            UNION ALL SELECT '%5$s', id, '%2$s' FROM child
                        ), made AS (
                            INSERT INTO vibe.doc_edges (id, source, target, label, created_by)
                            SELECT gen_random_uuid(), source, target, 'contains', maker FROM edge
                        )
                        INSERT INTO vibe.doc_trees (document, tree)
                        SELECT DISTINCT unnest(ARRAY[source, target]), '%6$s'::uuid FROM edge ON CONFLICT DO NOTHING
                        """.formatted(
                                owner.person(), other.person(), root, folders.get(i), theirs.get(i), tree));
            }
            analyze(superuser);
        }
        assertThat(share(owner, root.toString(), "manage", other).status()).isEqualTo(200);
        for (UUID folder : theirs) {
            assertThat(share(other, folder.toString(), "read", other).status()).isEqualTo(200);
        }

        assertThat(share(owner, root.toString(), "read").status()).isEqualTo(200);

        try (Connection superuser = TestDatabase.get().superuser()) {
            assertThat(TestDatabase.query(
                            superuser, "SELECT 1 FROM vibe.doc_edges WHERE created_by = ?", other.person()))
                    .isEmpty();
            assertThat(TestDatabase.query(
                            superuser, "SELECT document FROM vibe.doc_acl_index WHERE principal = ?", other.person()))
                    .containsExactlyInAnyOrderElementsOf(
                            theirs.stream().map(UUID::toString).toList());
            String trees = "SELECT t.tree FROM vibe.doc_trees AS t JOIN vibe.documents AS d ON d.id = t.document"
                    + " WHERE d.owner = ?";
            assertThat(TestDatabase.query(superuser, trees, owner.person()))
                    .hasSize(9_911)
                    .containsOnly(tree.toString());
            assertThat(TestDatabase.query(superuser, trees, other.person())).isEmpty();
            List<UUID> all =
                    TestDatabase.query(superuser, "SELECT id FROM vibe.documents WHERE owner = ?", owner.person())
                            .stream()
                            .map(UUID::fromString)
                            .toList();
            RightsOfTree rights = RightsOfTree.of(all);
            assertThat(rights.kept()).isEqualTo(rights.wanted()).isEmpty();
        }
        assertThat(seen(root.toString())).isEqualTo(404);
    }

    @Test
    void norThroughThatOfAFriendWhoNeverManagedIt() throws Exception {
        TestApp friend = TestCloud.get().app("notes:write");
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(friend, "theirs").id();
        share(friend, theirs, "manage", other, friend);
        share(owner, mine, "manage", other);
        assertThat(contain(other, theirs, mine).status()).isEqualTo(201);
        assertThat(api.get(friend, "/v1/documents/" + mine).status()).isEqualTo(200);

        share(owner, mine, "read");

        assertThat(seen(mine)).isEqualTo(404);
        assertThat(api.get(friend, "/v1/documents/" + mine).status()).isEqualTo(404);
    }

    @Test
    void norThroughAParentOfWhatTheyManagedBelowNorOneThatIsDeleted() throws Exception {
        TestApp third = TestCloud.get().app("notes:write");
        List<String> chain = chain(3);
        String asleep = api.create(other, "asleep").id();
        String below = api.create(other, "below").id();
        String kept = api.create(third, "kept").id();
        String own = api.create(owner, "own").id();
        share(owner, chain.get(0), "manage", other, third);
        share(owner, own, "manage", other);
        assertThat(contain(other, asleep, chain.get(1)).status()).isEqualTo(201);
        share(other, asleep, "manage", other);
        assertThat(contain(other, below, chain.get(2)).status()).isEqualTo(201);
        share(other, below, "manage", other);
        assertThat(contain(third, kept, chain.get(2)).status()).isEqualTo(201);
        // What they have put in order for the owner stays so.
        assertThat(contain(other, own, chain.get(2)).status()).isEqualTo(201);
        share(owner, own, "read");
        api.delete(other, asleep);

        share(owner, chain.get(0), "manage", third);

        restore(other, asleep);
        assertThat(seen(chain.get(1))).isEqualTo(404);
        assertThat(seen(chain.get(2))).isEqualTo(404);
        assertThat(parents(chain.get(1))).containsExactly(chain.get(0));
        assertThat(parents(chain.get(2))).containsExactlyInAnyOrder(chain.get(1), kept, own);
        List<String> all = new ArrayList<>(chain);
        all.addAll(List.of(asleep, below, kept, own));
        assertExact(all);
        TreesOf trees = TreesOf.these(all.stream().map(UUID::fromString).toList());
        assertThat(trees.kept()).isEqualTo(trees.wanted());
    }

    @Test
    void norWhenTheFolderIsTakenAwayThroughWhichTheyManagedIt() throws Exception {
        List<String> chain = chain(3);
        String theirs = api.create(other, "theirs").id();
        share(owner, chain.get(0), "manage", other);
        share(other, theirs, "manage", other);
        assertThat(contain(other, theirs, chain.get(2)).status()).isEqualTo(201);

        api.delete(owner, chain.get(0));
        assertThat(seen(chain.get(2))).isEqualTo(404);

        restore(owner, chain.get(0));
        assertThat(contain(other, theirs, chain.get(2)).status()).isEqualTo(201);
        String edge = api.get(owner, "/v1/documents/" + chain.get(0) + "/edges")
                .json()
                .at("/items/0/id")
                .asText();
        api.deleteAt(owner, "/v1/documents/" + chain.get(0) + "/edges/" + edge);
        assertThat(seen(chain.get(2))).isEqualTo(404);
        assertExact(List.of(chain.get(0), chain.get(1), chain.get(2), theirs));
    }

    /** Who is in a group that manages one end is taken out of it while their edge waits for a lock. */
    @Test
    void theRightIsAskedAgainWhenTheLocksAreThere() throws Exception {
        TestApp host = TestCloud.get().app("notes:write", "groups:write");
        UUID mine = UUID.fromString(api.create(host, "mine").id());
        UUID theirs = UUID.fromString(api.create(other, "theirs").id());
        UUID child = UUID.fromString(api.create(other, "child").id());
        String group =
                api.send(host, "POST", "/v1/groups", "{\"name\":\"managers\"}").id();
        String member = "/v1/groups/" + group + "/members/" + other.person();
        assertThat(api.send(host, "PUT", member, "").status()).isLessThan(300);
        assertThat(api.send(
                                host,
                                "PUT",
                                "/v1/documents/" + mine + "/acl",
                                "{\"entries\":[{\"principal\":{\"kind\":\"group\",\"id\":\"" + group
                                        + "\"},\"actions\":[\"manage\"]}]}")
                        .status())
                .isEqualTo(200);
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
            assertThat(api.deleteAt(host, member).status()).isEqualTo(204);
            first.connection().commit();

            assertThatThrownBy(made::get).hasMessageContaining("this takes the right");
        }
    }

    /** Their edge is made first, for it holds the document; and then it ends with the right. */
    @Test
    void whoTakesTheRightAwayWhileAnEdgeIsMadeWaitsForIt() throws Exception {
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(other, "theirs").id();
        share(owner, mine, "manage", other);
        share(other, theirs, "manage", other);

        whileAnEdgeIsMade(other, theirs, mine, () -> share(owner, mine, "read"));

        assertThat(parents(mine)).isEmpty();
        assertThat(seen(mine)).isEqualTo(404);
        assertExact(List.of(mine, theirs));
    }

    @Test
    void whoSharesOrDeletesAFolderWhileItsFirstDocumentComesWaitsForIt() throws Exception {
        String folder = api.create(owner, "folder").id();
        String note = api.create(owner, "note").id();

        whileAnEdgeIsMade(owner, folder, note, () -> share(owner, folder, "read", other));
        assertThat(seen(note)).isEqualTo(200);

        String second = api.create(owner, "second").id();
        share(owner, second, "read", other);
        whileAnEdgeIsMade(owner, second, api.create(owner, "another").id(), () -> api.delete(owner, second));
        assertExact(List.of(folder, note, second));
    }

    private void whileAnEdgeIsMade(TestApp by, String source, String target, Callable<Api.Answer> change)
            throws Exception {
        try (SqlCaller caller = SqlCaller.of(by, "{notes}");
                ExecutorService thread = Executors.newSingleThreadExecutor();
                Connection superuser = TestDatabase.get().superuser()) {
            caller.connection().setAutoCommit(false);
            caller.query(EDGE, UUID.fromString(source), UUID.fromString(target));
            String maker = caller.query("SELECT pg_backend_pid()").getFirst();
            Future<Api.Answer> changed = thread.submit(change);
            Await.until(
                    "the change waits",
                    () -> !TestDatabase.query(
                                    superuser,
                                    "SELECT 1 FROM pg_stat_activity WHERE " + maker + " = ANY (pg_blocking_pids(pid))")
                            .isEmpty());
            caller.connection().commit();
            assertThat(changed.get().status()).isLessThan(300);
        }
    }
}
