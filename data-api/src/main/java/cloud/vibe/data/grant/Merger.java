package cloud.vibe.data.grant;

import cloud.vibe.data.database.Recurring;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.Problem;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what guests have to their accounts, a short transaction at a time, with a rest between them. Every node has one; they share the work.
 * Before each step, in a transaction of its own, it is written down that the step has failed, and what it does takes that back: so it does
 * not matter in which way one fails.
 */
public final class Merger {
    private static final Logger LOG = LoggerFactory.getLogger(Merger.class);

    private static final String CLAIM = """
            SELECT claim.guest, claim.batch, vibe.merges_waiting() AS waiting FROM vibe.claim_merge() AS claim
            """;
    // Nobody's live feed goes on as long as it runs.
    private static final String NO_LONGER = "SET LOCAL statement_timeout = '5s'";
    private static final String STEP = """
            SELECT step.ended, step.account, step.documents, step.keys FROM vibe.work_on_merge(:guest, :batch) AS step
            """;
    private static final Duration REST = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RoleDatabase database;
    private volatile double waitingSeconds;

    private record Claim(@Nullable UUID guest, int batch, double waiting) {
        static Claim read(ResultSet row) throws SQLException {
            return new Claim(row.getObject("guest", UUID.class), row.getInt("batch"), row.getDouble("waiting"));
        }
    }

    private Merger(RoleDatabase database, MetricRegistry metrics) {
        this.database = database;
        metrics.register("grant.merges_waiting_seconds", (Gauge<Double>) () -> waitingSeconds);
    }

    /** This node's share of the work, and the gauge that tells how long the oldest merge of all nodes has waited. */
    public static Recurring of(RoleDatabase database, MetricRegistry metrics) {
        Merger merger = new Merger(database, metrics);
        return new Recurring("merger", PAUSE, merger::step);
    }

    private Duration step() {
        Claim claim = database.single(handle ->
                handle.createQuery(CLAIM).map((row, context) -> Claim.read(row)).one());
        waitingSeconds = claim.waiting();
        UUID guest = claim.guest();
        if (guest == null) {
            return PAUSE;
        }
        try {
            database.transact(handle -> move(handle, guest, claim.batch()));
        } catch (Problem failure) {
            LOG.warn(
                    "guest {} is not merged on now, but later and in smaller parts than of {} documents: {}",
                    guest,
                    claim.batch(),
                    failure.reason());
        }
        return REST;
    }

    private static boolean move(Handle handle, UUID guest, int batch) {
        handle.execute(NO_LONGER);
        return handle.createQuery(STEP)
                .bind("guest", guest)
                .bind("batch", batch)
                .map((row, context) -> {
                    boolean hasEnded = row.getBoolean("ended");
                    if (hasEnded) {
                        LOG.info(
                                "guest {} is merged into {}: {} documents, {} of them without their key, which the account has already",
                                guest,
                                row.getObject("account", UUID.class),
                                row.getLong("documents"),
                                row.getLong("keys"));
                    }
                    return hasEnded;
                })
                .one();
    }
}
