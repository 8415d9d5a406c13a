package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.HeldMerge;
import cloud.vibe.data.trial.Merged;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How the work of a merge is cut into steps, and what becomes of one that does not come to its end. */
final class MergeStepsIT {
    private static final String OF = "SELECT id FROM vibe.documents WHERE owner = ? ORDER BY id";

    private final Api api = TestCloud.get().api();
    private final TestApp guest = TestCloud.get().app("notes:write");
    private final TestApp account = TestCloud.get().app("notes:write");

    private static List<String> sql(String query, Object... values) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(superuser, query, values);
        }
    }

    private List<String> documents(int number, int bytes) throws Exception {
        List<String> ids = new ArrayList<>();
        Random random = new Random(27);
        for (int i = 0; i < number; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < bytes) {
                text.append(Long.toString(random.nextLong(), 36)).append(' ');
            }
            ids.add(api.post(guest, "{\"type\":\"notes\",\"data\":{\"text\":\"" + text + "\"}}")
                    .id());
        }
        return ids.stream().sorted().toList();
    }

    /** A step is a transaction: whoever dies in it has done nothing, and the next one goes on from there. */
    @Test
    void whatIsKilledInTheMiddleGoesOn() throws Exception {
        List<String> documents = documents(5, 10);
        HeldMerge merge = HeldMerge.of(guest, account);
        try (Connection dies = TestDatabase.get().as("vibe_stream")) {
            dies.setAutoCommit(false);
            TestDatabase.query(dies, "SELECT ended FROM vibe.work_on_merge(?, 2)", guest.person());
            sql(
                    "SELECT pg_terminate_backend(?)",
                    Integer.parseInt(
                            TestDatabase.query(dies, "SELECT pg_backend_pid()").getFirst()));
            assertThatThrownBy(dies::commit).isInstanceOf(SQLException.class);
        }
        assertThat(sql(OF, account.person())).isEmpty();

        merge.step(2);

        // What has come is there already, and who watches sees that not all has.
        assertThat(api.get(account, "/v1/documents?type=notes").json().path("items"))
                .hasSize(2);
        Await.until("the gauge tells that one waits", () -> waitingSeconds() > 0);
        merge.finish();
        assertThat(sql(OF, account.person())).isEqualTo(documents);
        assertThat(sql("SELECT documents FROM vibe.merges WHERE guest = ?", guest.person()))
                .containsExactly("5");
        Await.until("the gauge tells that none waits", () -> waitingSeconds() == 0);
    }

    private static double waitingSeconds() throws Exception {
        return new Api(TestCloud.get().adminPort())
                .getWith(null, "/metrics")
                .json()
                .at("/gauges/grant.merges_waiting_seconds/value")
                .asDouble();
    }

    /** Of ten documents of 20 KiB there is room for two or so in ten times 8 KiB, for their words count as well. */
    @Test
    void aStepIsBoundedByWhatItWrites() throws Exception {
        List<String> documents = documents(10, 20_000);
        HeldMerge merge = HeldMerge.of(guest, account);

        merge.step(10);
        int first = sql(OF, account.person()).size();
        assertThat(first).isBetween(1, 4);

        // Less room than the smallest of them takes.
        merge.step(1);
        assertThat(sql(OF, account.person())).hasSize(first + 1);
        merge.finish();
        assertThat(sql(OF, account.person())).isEqualTo(documents);
    }

    /** A document that somebody is writing, a tree that somebody is changing: the others need not wait for it. */
    @Test
    void whatSomebodyIsAtIsLeftForLater() throws Exception {
        List<String> documents = documents(3, 10);
        HeldMerge merge = HeldMerge.of(guest, account);
        try (Connection writes = TestDatabase.get().superuser()) {
            writes.setAutoCommit(false);
            TestDatabase.query(
                    writes, "SELECT 1 FROM vibe.documents WHERE id = ?::uuid FOR UPDATE", documents.getFirst());

            merge.step(500);

            assertThat(sql(OF, account.person())).isEqualTo(documents.subList(1, 3));
            assertThatThrownBy(() -> merge.step(500))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("55P03"));
            writes.rollback();
        }
        merge.finish();
        assertThat(sql(OF, account.person())).isEqualTo(documents);
    }

    /** One that is cancelled whenever it is tried, for whatever it holds. */
    @Test
    void whatFailsComesLaterAndKeepsNoOtherWaiting() throws Exception {
        List<String> documents = documents(2, 10);
        TestApp another = TestCloud.get().app("notes:write");
        api.create(another, "of another guest");
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, """
                    CREATE SCHEMA scratch;
                    CREATE FUNCTION scratch.takes_too_long() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE query_canceled USING MESSAGE = ''canceling statement due to statement timeout''; END';
                    CREATE TRIGGER takes_too_long BEFORE UPDATE ON vibe.documents FOR EACH ROW
                        WHEN (NEW.owner = '%s') EXECUTE FUNCTION scratch.takes_too_long();
                    """.formatted(account.person()));
            try {
                api.push(guest.merge(account.person(), 1));
                Await.until(
                        "it has failed twice",
                        () -> !sql("SELECT 1 FROM vibe.merges WHERE guest = ? AND failures > 1", guest.person())
                                .isEmpty());
                Merged.into(api, another, TestCloud.get().app("notes:write"));
                assertThat(sql(OF, guest.person())).isEqualTo(documents);
            } finally {
                TestDatabase.execute(superuser, "DROP SCHEMA scratch CASCADE");
            }
        }
        Merged.await(guest.person());
        assertThat(sql(OF, account.person())).isEqualTo(documents);
        assertThat(sql("SELECT failures FROM vibe.merges WHERE guest = ?", guest.person()))
                .containsExactly("0");
    }

    /** In a transaction that nobody else sees. */
    @Test
    void eachFailureHalvesTheNextStepAndPutsItOffFurther() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            superuser.setAutoCommit(false);
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.merges (guest, account, version) VALUES (?, ?, 1) RETURNING 1",
                    guest.person(),
                    account.person());
            List<String> batches = new ArrayList<>();
            List<Double> waits = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                TestDatabase.query(
                        superuser,
                        "UPDATE vibe.merges SET next_at = '-infinity' WHERE guest = ? RETURNING 1",
                        guest.person());
                batches.addAll(TestDatabase.query(superuser, "SELECT batch FROM vibe.claim_merge()"));
                waits.add(Double.parseDouble(TestDatabase.query(
                                superuser,
                                "SELECT EXTRACT(EPOCH FROM next_at - now()) FROM vibe.merges WHERE guest = ?",
                                guest.person())
                        .getFirst()));
            }
            assertThat(batches).containsExactly("500", "250", "125", "62", "31", "15", "7", "3", "1", "1", "1", "1");
            assertThat(waits).isSorted().startsWith(5.5, 6.0, 7.0, 9.0).endsWith(305.0, 305.0);
            superuser.rollback();
        }
    }
}
