package cloud.vibe.data.trial;

import java.sql.Connection;
import java.util.UUID;

/** Waits for the work that a merge brings about. */
public final class Merged {
    private Merged() {}

    /** Tells the API of it, and waits until it is done. */
    public static void into(Api api, TestApp guest, TestApp account) throws Exception {
        Api.Answer told = api.push(guest.merge(account.person(), 1));
        if (told.status() != 202) {
            throw new AssertionError(
                    "the merge was not taken: " + told.response().body());
        }
        await(guest.person());
    }

    public static void await(UUID guest) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            Await.until(
                    "everything of the guest's has moved",
                    () -> TestDatabase.query(superuser, "SELECT state FROM vibe.merges WHERE guest = ?", guest)
                            .contains("moved"));
        }
    }
}
