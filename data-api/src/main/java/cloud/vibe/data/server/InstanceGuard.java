package cloud.vibe.data.server;

import cloud.vibe.data.database.Instance;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Problem;
import io.dropwizard.lifecycle.Managed;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves nobody before it is known that this database is ours. While PostgreSQL is away the process waits and its health says so; that the
 * database is another cloud's ends the process.
 */
final class InstanceGuard implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceGuard.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Instance instance;
    private final DidDomain domain;
    private final Consumer<Instance.WrongDomain> refuse;
    private volatile boolean isOurs;
    private volatile Thread waiting = new Thread(() -> {});

    InstanceGuard(Instance instance, DidDomain domain, Consumer<Instance.WrongDomain> refuse) {
        this.instance = instance;
        this.domain = domain;
        this.refuse = refuse;
    }

    boolean isOurs() {
        return isOurs;
    }

    /** @throws Instance.WrongDomain if that is known at once; otherwise it is found out in the background */
    void begin() throws Instance.WrongDomain {
        try {
            claim();
        } catch (Problem away) {
            LOG.warn("not serving yet: {}", away.detail());
            waiting = Thread.ofVirtual().name("instance-guard").start(this::keepTrying);
        }
    }

    private void claim() throws Instance.WrongDomain {
        instance.claim(domain);
        isOurs = true;
    }

    private void keepTrying() {
        while (!isOurs) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                claim();
                LOG.info("the database has come: serving");
            } catch (Problem away) {
                LOG.debug("still not serving: {}", away.detail());
            } catch (Instance.WrongDomain wrong) {
                refuse.accept(wrong);
                return;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void stop() {
        waiting.interrupt();
    }
}
