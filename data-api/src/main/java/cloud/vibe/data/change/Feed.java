package cloud.vibe.data.change;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of the outbox on this node. It is woken after each commit of this node, at once if it has not read just before, and looks
 * by itself a few times a second for those of others. What it has read it never reads again, unless the process starts anew.
 */
final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final long POLL_MILLIS = 200;
    // While many write, a reading for each commit would cost the database a quarter of what the commit does.
    private static final Duration PACE = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final OutboxStore outbox;
    private final Hub hub;
    private final Semaphore wake = new Semaphore(0);
    private @Nullable UUID incarnation;
    private Optional<Position> position = Optional.empty();
    private boolean isAway;

    Feed(OutboxStore outbox, Hub hub) {
        this.outbox = outbox;
        this.hub = hub;
    }

    /** Costs next to nothing; may be called from any thread, any number of times. */
    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    /** Reads until its thread is interrupted. */
    void run() {
        try {
            while (true) {
                long begun = System.nanoTime();
                try {
                    readAll();
                    isAway = false;
                } catch (Problem away) {
                    if (away.code() != ProblemCode.UNAVAILABLE) {
                        LOG.error("the feed cannot read", away);
                    } else if (!isAway) {
                        LOG.warn("the feed waits for the database: {}", away.reason());
                    }
                    isAway = true;
                    Thread.sleep(PAUSE);
                } catch (RuntimeException unforeseen) {
                    // The feed must not end: nobody on this node would hear anything any more, and nobody would notice.
                    LOG.error("the feed stumbled and tries again", unforeseen);
                    Thread.sleep(PAUSE);
                }
                if (wake.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    Thread.sleep(PACE.minusNanos(System.nanoTime() - begun));
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the feed ends");
        }
    }

    private void readAll() {
        OutboxStore.State state = outbox.state();
        if (!state.incarnation().equals(incarnation)) {
            if (incarnation != null) {
                LOG.warn("the database has become another one: every socket begins anew");
                hub.forget();
            }
            incarnation = state.incarnation();
            position = Optional.empty();
        }
        Position settled = Position.before(state.horizon());
        Position current = position.orElse(settled);
        List<Change> batch = current.compareTo(settled) < 0 ? outbox.read(current, state.horizon()) : List.of();
        while (!batch.isEmpty()) {
            current = batch.getLast().position();
            hub.tell(batch, new Cursor(state.incarnation(), current));
            position = Optional.of(current);
            batch = outbox.read(current, state.horizon());
        }
        // Nothing can appear below the horizon any more: so far everything is told.
        position = Optional.of(settled);
        hub.tell(List.of(), new Cursor(state.incarnation(), settled));
    }
}
