package cloud.vibe.data.type;

import cloud.vibe.data.database.Recurring;
import cloud.vibe.data.database.RoleDatabase;
import java.time.Duration;

/** Builds and removes declared indexes, a short transaction at a time, with a rest between them. Every node has one; they share the work. */
public final class IndexBuilder {
    private static final String STEP = "SELECT vibe.work_on_indexes(:batch)";
    private static final int BATCH = 500;
    private static final Duration REST = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private IndexBuilder() {}

    public static Recurring of(RoleDatabase database) {
        return new Recurring("index-builder", PAUSE, () -> hasMore(database) ? REST : PAUSE);
    }

    private static boolean hasMore(RoleDatabase database) {
        return database.transact(handle -> handle.createQuery(STEP)
                .bind("batch", BATCH)
                .mapTo(Boolean.class)
                .one());
    }
}
