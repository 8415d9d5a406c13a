package cloud.vibe.data.database;

import cloud.vibe.data.kernel.Problem;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work on the database that a node does beside its requests, again and again for as long as it runs. It does not end because of a failure. */
public final class Recurring implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private final String name;
    private final Duration pause;
    private final Supplier<Duration> work;
    private Thread thread = new Thread(() -> {});

    /**
     * Does nothing yet.
     *
     * @param pause before the first time, and after a failure
     * @param work says how long to rest until the next time
     */
    public Recurring(String name, Duration pause, Supplier<Duration> work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    @Override
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(Duration.ofSeconds(1));
    }

    private void run() {
        Duration rest = pause;
        try {
            while (true) {
                Thread.sleep(rest);
                rest = once();
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends", name);
        }
    }

    private Duration once() {
        try {
            return work.get();
        } catch (Problem away) {
            LOG.warn("{}: not this time: {}", name, away.reason());
        } catch (RuntimeException e) {
            LOG.error("{} failed", name, e);
        }
        return pause;
    }
}
