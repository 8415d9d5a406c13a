package cloud.vibe.data.grant;

import cloud.vibe.data.database.Recurring;
import cloud.vibe.data.database.RoleDatabase;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what guests have to their accounts, a short transaction at a time, with a rest between them. Every node has one; they share the work. */
public final class Merger {
    private static final Logger LOG = LoggerFactory.getLogger(Merger.class);

    private static final String STEP = """
            SELECT step.worked, step.ended, step.account, step.documents, step.keys, vibe.merges_waiting() AS waiting
            FROM vibe.work_on_merges(:batch) AS step
            """;
    private static final int BATCH = 500;
    private static final Duration REST = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RoleDatabase database;
    private volatile double waitingSeconds;

    private Merger(RoleDatabase database, MetricRegistry metrics) {
        this.database = database;
        metrics.register("grant.merges_waiting_seconds", (Gauge<Double>) () -> waitingSeconds);
    }

    /** This node's share of the work, and the gauge that tells how long the oldest merge of all nodes has waited. */
    public static Recurring of(RoleDatabase database, MetricRegistry metrics) {
        Merger merger = new Merger(database, metrics);
        return new Recurring("merger", PAUSE, () -> merger.hasMore() ? REST : PAUSE);
    }

    private boolean hasMore() {
        return database.transact(handle -> handle.createQuery(STEP)
                .bind("batch", BATCH)
                .map((row, context) -> {
                    waitingSeconds = row.getDouble("waiting");
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
