package cloud.vibe.data.database;

import cloud.vibe.data.kernel.Problem;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what has been kept for as long as it was promised, a bounded part of it at a time. Any number of nodes may do so at once. */
public final class Retention implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int BATCH = 1_000;
    private static final List<String> SWEEPS =
            List.of("SELECT vibe.sweep_answers(:batch)", "SELECT vibe.sweep_versions(:batch)");

    private final RoleDatabase database;
    private Thread sweeper = new Thread(() -> {});

    public Retention(RoleDatabase database) {
        this.database = database;
    }

    @Override
    public void start() {
        sweeper = Thread.ofVirtual().name("retention").start(this::run);
    }

    @Override
    public void stop() throws InterruptedException {
        sweeper.interrupt();
        sweeper.join(Duration.ofSeconds(1));
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                SWEEPS.forEach(this::sweep);
            }
        } catch (InterruptedException e) {
            LOG.debug("the sweeper ends");
        }
    }

    private void sweep(String sql) {
        try {
            while (!Thread.currentThread().isInterrupted() && removed(sql) == BATCH) {
                LOG.debug("there is more to remove");
            }
        } catch (Problem away) {
            LOG.warn("nothing is removed this time: {}", away.reason());
        } catch (RuntimeException e) {
            // It must not end: what people have deleted would be kept for ever.
            LOG.error("the sweep failed", e);
        }
    }

    private long removed(String sql) {
        return database.transact(handle ->
                handle.createQuery(sql).bind("batch", BATCH).mapTo(Long.class).one());
    }
}
