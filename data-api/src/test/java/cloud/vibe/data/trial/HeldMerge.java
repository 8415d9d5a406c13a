package cloud.vibe.data.trial;

import java.sql.Connection;
import java.sql.SQLException;

/** A merge that the process leaves alone, so that a test can make its steps one by one, each when it wants. */
public record HeldMerge(TestApp guest, TestApp account) {
    /** What an event does, in one transaction; but nobody's turn comes. */
    public static HeldMerge of(TestApp guest, TestApp account) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            superuser.setAutoCommit(false);
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.merges (guest, account, version, next_at) VALUES (?, ?, 1, 'infinity') RETURNING 1",
                    guest.person(),
                    account.person());
            TestDatabase.query(
                    superuser,
                    "INSERT INTO vibe.sign_outs (subject, tokens_before) VALUES (?, 'infinity') RETURNING 1",
                    guest.person().toString());
            superuser.commit();
        }
        return new HeldMerge(guest, account);
    }

    /** Makes one step, and says whether it was the last. */
    public boolean step(int batch) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            superuser.setAutoCommit(false);
            boolean hasEnded = step(superuser, batch);
            superuser.commit();
            return hasEnded;
        }
    }

    /** The same, in a transaction that goes on. */
    public boolean step(Connection superuser, int batch) throws SQLException {
        boolean hasEnded = TestDatabase.query(
                        superuser, "SELECT ended FROM vibe.work_on_merge(?, ?)", guest.person(), batch)
                .contains("t");
        TestDatabase.query(
                superuser, "UPDATE vibe.merges SET next_at = 'infinity' WHERE guest = ? RETURNING 1", guest.person());
        return hasEnded;
    }

    /** Whether as many steps as a merge of nothing takes, and some more, have not been enough. */
    public boolean goesOnAfterManySteps() throws SQLException {
        for (int i = 0; i < 10; i++) {
            if (step(500)) {
                return false;
            }
        }
        return true;
    }

    /** Leaves what remains to the process, and waits until it is done. */
    public void finish() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser, "UPDATE vibe.merges SET next_at = now() WHERE guest = ? RETURNING 1", guest.person());
        }
        Merged.await(guest.person());
    }
}
