package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.uuid.Generators;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many who join and part trees, share, delete and restore in them at once: afterwards no right is left over and none is missing. */
final class TreesUnderLoadIT {
    private static final int DOCUMENTS = 10;
    private static final int THREADS = 8;
    private static final int TRANSACTIONS = 250;
    // A circle, an edge that is there already, what the rule forbids (a deleted end), and what
    // the server undoes or lets wait for too long.
    private static final Set<String> EXPECTED = Set.of("VB002", "23505", "40P01", "42501", "55P03");

    private final TestApp owner = TestCloud.get().app("notes:write");
    private final List<UUID> documents = new ArrayList<>();
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();

    /** Who waits in a circle is told after a second; here that would be most of the time. */
    @BeforeEach
    void circlesAreNoticedSoon() throws SQLException {
        setForTheApi("SET deadlock_timeout = '20ms'");
    }

    @AfterEach
    void asBefore() throws SQLException {
        setForTheApi("RESET deadlock_timeout");
    }

    private static void setForTheApi(String setting) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "ALTER ROLE vibe_api " + setting);
        }
    }

    @Test
    void rightsAreExactlyThoseThatARecomputationGives() throws Exception {
        try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
            for (int i = 0; i < DOCUMENTS; i++) {
                UUID id = Generators.timeBasedEpochRandomGenerator().generate();
                documents.add(id);
                caller.query(
                        "INSERT INTO vibe.documents (id, owner, type, data, rev) VALUES (?, ?, 'notes', '{}', '1-0000000000000000')"
                                + " RETURNING 1",
                        id,
                        owner.person());
            }
        }

        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int seed = 0; seed < THREADS; seed++) {
                running.add(threads.submit(work(new Random(seed))));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        }

        RightsOfTree rights = RightsOfTree.of(documents);
        assertThat(rights.kept()).as("after %s", outcomes).isEqualTo(rights.wanted());
        TreesOf trees = TreesOf.these(documents);
        assertThat(trees.kept()).as("after %s", outcomes).isEqualTo(trees.wanted());
        assertThat(outcomes.getOrDefault("done", 0)).isGreaterThan(THREADS * TRANSACTIONS / 4);
    }

    private Callable<Void> work(Random random) {
        return () -> {
            try (SqlCaller caller = SqlCaller.of(owner, "{notes}")) {
                caller.connection().setAutoCommit(false);
                for (int i = 0; i < TRANSACTIONS; i++) {
                    outcomes.merge(transaction(caller, random), 1, Integer::sum);
                }
            }
            return null;
        };
    }

    private String transaction(SqlCaller caller, Random random) throws SQLException {
        try {
            for (int steps = random.nextInt(20) == 0 ? 2 : 1; steps > 0; steps--) {
                step(caller, random);
            }
            caller.connection().commit();
            return "done";
        } catch (SQLException refusal) {
            caller.connection().rollback();
            if (!EXPECTED.contains(refusal.getSQLState())) {
                throw refusal;
            }
            return refusal.getSQLState();
        }
    }

    private void step(SqlCaller caller, Random random) throws SQLException {
        UUID one = any(random);
        UUID other = any(random);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                if (!one.equals(other)) {
                    caller.query(
                            "INSERT INTO vibe.doc_edges (id, source, target, label) VALUES (gen_random_uuid(), ?, ?, 'contains')"
                                    + " RETURNING 1",
                            one,
                            other);
                }
            }
            case 4, 5, 6 ->
                caller.query(
                        "DELETE FROM vibe.doc_edges WHERE id = (SELECT id FROM vibe.doc_edges WHERE source = ? OR target = ? ORDER BY id"
                                + " LIMIT 1) RETURNING 1",
                        one,
                        one);
            case 7, 8 ->
                caller.query(
                        "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? AND deleted_at IS NULL RETURNING 1",
                        acl(random),
                        one);
            default -> {
                // Most of them live, or nothing would be inherited.
                String which = random.nextInt(3) == 0
                        ? "id = ? AND deleted_at IS NULL"
                        : "id = (SELECT id FROM vibe.documents WHERE owner = vibe.me() AND deleted_at IS NOT NULL AND id >= ? LIMIT 1)";
                caller.query(
                        "UPDATE vibe.documents SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END,"
                                + " data = CASE WHEN deleted_at IS NULL THEN NULL ELSE '{}'::jsonb END WHERE " + which
                                + " RETURNING 1",
                        one);
            }
        }
    }

    private UUID any(Random random) {
        return documents.get(random.nextInt(documents.size()));
    }

    private static String acl(Random random) {
        List<String> entries = new ArrayList<>();
        for (int principal = 1; principal <= 3; principal++) {
            String action = List.of("read", "write", "manage", "").get(random.nextInt(4));
            if (!action.isEmpty()) {
                entries.add("{\"principal\":\"" + new UUID(4, principal) + "\",\"actions\":[\"" + action + "\"]}");
            }
        }
        return "[" + String.join(",", entries) + "]";
    }
}
