package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.HeldMerge;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What was under way when a guest was merged, and comes to its end when nobody thinks of it any more: nothing of it is left behind. */
final class MergesInFlightIT {
    /** Whoever takes this lock waits until the test lets them go on. */
    private static final String GATE = "pg_advisory_lock(27, 1)";

    private static final String PATIENT =
            "SET lock_timeout = 0; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0";
    private static final String INSERT = "INSERT INTO vibe.documents (id, owner, type, data, rev)"
            + " SELECT ?, ?, 'notes', '{}', '1-0000000000000000' FROM (SELECT %s) AS gate RETURNING 1";

    private final Api api = TestCloud.get().api();
    private final TestApp guest = TestCloud.get().app("notes:write");
    private final TestApp account = TestCloud.get().app("notes:write");
    private final UUID late = UUID.randomUUID();

    private static List<String> sql(String query, Object... values) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(superuser, query, values);
        }
    }

    private static int pid(Connection connection) throws SQLException {
        return Integer.parseInt(
                TestDatabase.query(connection, "SELECT pg_backend_pid()").getFirst());
    }

    private static void awaitThatItWaits(int pid) throws Exception {
        Await.until(
                "the statement waits",
                () -> !sql("SELECT 1 FROM pg_locks WHERE pid = ? AND NOT granted", pid)
                        .isEmpty());
    }

    private SqlCaller patientGuest() throws SQLException {
        SqlCaller caller = SqlCaller.of(guest, "{notes}");
        TestDatabase.execute(caller.connection(), PATIENT);
        caller.connection().setAutoCommit(false);
        return caller;
    }

    private void assertThatItHasMoved() throws SQLException {
        assertThat(sql("SELECT owner FROM vibe.documents WHERE id = ?", late))
                .containsExactly(account.person().toString());
    }

    /** It sees the guest signed in for as long as it runs, has written nothing yet, and so has no number that anybody could wait for. */
    @Test
    void aStatementOfBeforeIsWaitedFor() throws Exception {
        // In this order, so that the gate is open before anything waits for what waits behind it.
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                SqlCaller writer = patientGuest();
                Connection gate = TestDatabase.get().superuser()) {
            TestDatabase.query(gate, "SELECT " + GATE);
            int pid = pid(writer.connection());
            Future<List<String>> insert =
                    threads.submit(() -> writer.query(INSERT.formatted(GATE), late, guest.person()));
            awaitThatItWaits(pid);
            HeldMerge merge = HeldMerge.of(guest, account);

            assertThat(merge.goesOnAfterManySteps()).isTrue();

            TestDatabase.query(gate, "SELECT pg_advisory_unlock(27, 1)");
            assertThat(insert.get()).hasSize(1);
            // Written now, under a number above all that there were, and seen by nobody.
            assertThat(merge.goesOnAfterManySteps()).isTrue();
            writer.connection().commit();
            merge.finish();
            assertThatItHasMoved();
        }
    }

    /** Committed after a step has looked for documents, and before it asks whether it was the last: it was not. */
    @Test
    void whatIsCommittedWhileAStepLooksIsFound() throws Exception {
        String wait = "ALTER FUNCTION vibe.work_on_merge(uuid, integer) SET lock_timeout = ";
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                Connection steps = TestDatabase.get().superuser();
                SqlCaller writer = patientGuest();
                Connection gate = TestDatabase.get().superuser()) {
            writer.query(INSERT.formatted("1"), late, guest.person());
            HeldMerge merge = HeldMerge.of(guest, account);
            assertThat(merge.goesOnAfterManySteps()).isTrue();
            TestDatabase.execute(gate, wait + "0");
            try {
                gate.setAutoCommit(false);
                TestDatabase.execute(gate, "LOCK TABLE vibe.groups");
                int pid = pid(steps);
                Future<Boolean> step = threads.submit(() -> merge.step(steps, 500));
                awaitThatItWaits(pid);
                writer.connection().commit();
                gate.rollback();
                assertThat(step.get()).isFalse();
            } finally {
                gate.rollback();
                gate.setAutoCommit(true);
                TestDatabase.execute(gate, wait + "'500ms'");
            }
            merge.finish();
            assertThatItHasMoved();
        }
    }

    /** Begun while the document was moving, so it sees it as the guest's, and has a number above that of the step that moved it. */
    @Test
    void whoBuildsAnIndexMeanwhileLeavesNothingOfTheGuests() throws Exception {
        String type = "t" + UUID.randomUUID().toString().replace("-", "");
        int index = Integer.parseInt(
                sql("INSERT INTO vibe.doc_indexes (type, path, state) VALUES (?, '{n}', 'ready') RETURNING id", type)
                        .getFirst());
        UUID document =
                UUID.fromString(api.post(guest.with(type + ":write"), "{\"type\":\"" + type + "\",\"data\":{\"n\":7}}")
                        .id());
        sql("DELETE FROM vibe.doc_index_entries WHERE document = ? RETURNING 1", document);
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                Connection moves = TestDatabase.get().superuser();
                Connection builds = TestDatabase.get().superuser();
                Connection gate = TestDatabase.get().superuser()) {
            TestDatabase.query(gate, "SELECT " + GATE);
            HeldMerge merge = HeldMerge.of(guest, account);
            moves.setAutoCommit(false);
            merge.step(moves, 500);
            builds.setAutoCommit(false);
            TestDatabase.query(builds, "SELECT pg_current_xact_id()");
            int pid = pid(builds);
            Future<List<String>> built = threads.submit(() -> TestDatabase.query(
                    builds,
                    "INSERT INTO vibe.doc_index_entries (document, index_id, owner, type, value)"
                            + " SELECT id, ?, owner, type, '0' FROM vibe.documents, (SELECT " + GATE
                            + ") AS gate WHERE id = ? RETURNING owner",
                    index,
                    document));
            awaitThatItWaits(pid);
            moves.commit();

            assertThat(merge.goesOnAfterManySteps()).isTrue();

            TestDatabase.query(gate, "SELECT pg_advisory_unlock(27, 1)");
            assertThat(built.get()).containsExactly(guest.person().toString());
            builds.commit();
            merge.finish();
            assertThat(sql("SELECT owner FROM vibe.doc_index_entries WHERE document = ?", document))
                    .containsExactly(account.person().toString());
        }
    }
}
