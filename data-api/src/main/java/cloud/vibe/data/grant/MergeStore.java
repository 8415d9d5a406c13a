package cloud.vibe.data.grant;

import cloud.vibe.data.database.RoleDatabase;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Merges as the identity side has told them, written as vibe_events. What they bring about is the work of {@link Merger}. */
final class MergeStore {
    // One after the other, so that two that follow each other are seen to.
    private static final String LOCK =
            "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended('vibe.merges', 12))) AS held";

    private static final String IS_OF_AN_APP =
            "SELECT EXISTS (SELECT FROM vibe.principals WHERE id IN (:guest, :account) AND kind = 'app')";

    // The account may have been merged itself: then what is told to come to it goes on from there.
    private static final String END_OF_THE_WAY = """
            WITH RECURSIVE way (account) AS (
                SELECT :account::uuid
                UNION
                SELECT m.account FROM way JOIN vibe.merges AS m ON m.guest = way.account
            )
            SELECT way.account FROM way WHERE NOT EXISTS (SELECT FROM vibe.merges AS m WHERE m.guest = way.account)
            """;
    private static final String KEEP = """
            INSERT INTO vibe.merges AS known (guest, account, version) VALUES (:guest, :account, :version)
            ON CONFLICT (guest) DO UPDATE SET account = excluded.account, version = excluded.version,
                state = 'moving', told_in = DEFAULT, fence = NULL, batch = DEFAULT, next_at = now(), failures = 0, told_at = now()
            WHERE known.version < excluded.version
            """;
    private static final String GO_ON = """
            UPDATE vibe.merges SET account = :account, state = 'moving', told_in = DEFAULT, fence = NULL,
                batch = DEFAULT, next_at = now(), failures = 0, told_at = now()
            WHERE account = :guest AND guest <> :account
            """;
    // No token of the guest's writes anything while their documents move.
    private static final String SIGN_OUT = """
            INSERT INTO vibe.sign_outs AS known (subject, tokens_before) VALUES (:subject, 'infinity')
            ON CONFLICT (subject) DO UPDATE SET tokens_before = excluded.tokens_before, told_at = now()
            """;

    private final RoleDatabase database;

    MergeStore(RoleDatabase database) {
        this.database = database;
    }

    /**
     * Takes the event if it is newer than what is stored. Any order and any repetition of events ends in the same state.
     *
     * @return whether anything changed
     * @throws IllegalArgumentException where apps are meant, or the account's own way leads back to the guest
     */
    boolean apply(MergeEvent event) {
        return database.transact(handle -> {
            handle.createQuery(LOCK).mapTo(Integer.class).one();
            UUID guest = event.guest().value();
            UUID account = endOfTheWay(handle, event);
            boolean isNew = handle.createUpdate(KEEP)
                            .bind("guest", guest)
                            .bind("account", account)
                            .bind("version", event.version())
                            .execute()
                    > 0;
            if (isNew) {
                handle.createUpdate(GO_ON)
                        .bind("guest", guest)
                        .bind("account", account)
                        .execute();
                handle.createUpdate(SIGN_OUT).bind("subject", guest.toString()).execute();
            }
            return isNew;
        });
    }

    private static UUID endOfTheWay(Handle handle, MergeEvent event) {
        boolean isOfAnApp = handle.createQuery(IS_OF_AN_APP)
                .bind("guest", event.guest().value())
                .bind("account", event.account().value())
                .mapTo(Boolean.class)
                .one();
        if (isOfAnApp) {
            throw new IllegalArgumentException("it is about an app");
        }
        return handle.createQuery(END_OF_THE_WAY)
                .bind("account", event.account().value())
                .mapTo(UUID.class)
                .findFirst()
                .filter(end -> !end.equals(event.guest().value()))
                .orElseThrow(() -> new IllegalArgumentException("the account has been merged into the guest"));
    }
}
