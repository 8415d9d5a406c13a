package cloud.vibe.data.type;

import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.Problem;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds and removes declared indexes, a short transaction at a time, with a rest between them. Every node has one; they share the work. */
public final class IndexBuilder implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(IndexBuilder.class);
    private static final String STEP = "SELECT vibe.work_on_indexes(:batch)";
    private static final int BATCH = 500;
    private static final Duration REST = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RoleDatabase database;
    private Thread builder = new Thread(() -> {});

    public IndexBuilder(RoleDatabase database) {
        this.database = database;
    }

    @Override
    public void start() {
        builder = Thread.ofVirtual().name("index-builder").start(this::run);
    }

    @Override
    public void stop() throws InterruptedException {
        builder.interrupt();
        builder.join(Duration.ofSeconds(1));
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(step() ? REST : PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.debug("the builder of indexes ends");
        }
    }

    private boolean step() {
        try {
            return database.transact(handle -> handle.createQuery(STEP)
                    .bind("batch", BATCH)
                    .mapTo(Boolean.class)
                    .one());
        } catch (Problem away) {
            LOG.warn("indexes are not worked on this time: {}", away.reason());
        } catch (RuntimeException e) {
            // It must not end: no index would ever be ready.
            LOG.error("work on the indexes failed", e);
        }
        return false;
    }
}
