package cloud.vibe.data.grant;

import cloud.vibe.data.database.Recurring;
import cloud.vibe.data.database.RoleDatabase;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what guests have to their accounts, a short transaction at a time, with a rest between them. Every node has one; they share the work. */
public final class Merger {
    private static final Logger LOG = LoggerFactory.getLogger(Merger.class);

    private static final String STEP =
            "SELECT worked, ended, account, documents, keys FROM vibe.work_on_merges(:batch)";
    private static final int BATCH = 500;
    private static final Duration REST = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Merger() {}

    public static Recurring of(RoleDatabase database) {
        return new Recurring("merger", PAUSE, () -> hasMore(database) ? REST : PAUSE);
    }

    private static boolean hasMore(RoleDatabase database) {
        return database.transact(handle -> handle.createQuery(STEP)
                .bind("batch", BATCH)
                .map((row, context) -> {
                    UUID ended = row.getObject("ended", UUID.class);
                    if (ended != null) {
                        LOG.info(
                                "guest {} is merged into {}: {} documents, {} of them without their key, which the account has already",
                                ended,
                                row.getObject("account", UUID.class),
                                row.getLong("documents"),
                                row.getLong("keys"));
                    }
                    return row.getBoolean("worked");
                })
                .one());
    }
}
