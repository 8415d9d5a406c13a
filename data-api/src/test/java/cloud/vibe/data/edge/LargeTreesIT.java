package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Trees as large as they get, and many at once: nobody builds one from which a right could not be taken away in time. */
final class LargeTreesIT extends TreeTrial {
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

    /** All that a tree holds: there is nothing that somebody could put into so many folders that it cannot be taken out again. */
    @Test
    void whoLosesTheRightComesNotBackThroughThousandsOfEdges() throws Exception {
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
}
