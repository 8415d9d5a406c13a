package cloud.vibe.data.change;

import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Problem;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.dropwizard.lifecycle.Managed;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The room's front: the hub with its feed, its clock and its sweep, started and stopped with the process. */
public final class LiveChanges implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(LiveChanges.class);
    private static final Duration IDLE = Duration.ofSeconds(75);
    private static final int PING_EVERY_SECONDS = 25;
    private static final int SWEEP_EVERY_SECONDS = 10;

    private final OutboxStore outbox;
    private final Hub hub;
    private final Feed feed;
    private final Callers callers;
    private volatile double waitingSeconds;
    private Thread reader = new Thread(() -> {});
    private Thread ticker = new Thread(() -> {});

    /** Wires the room. */
    public LiveChanges(
            RoleDatabase stream,
            CallerDatabase database,
            Callers callers,
            DidDomain domain,
            Clock clock,
            MetricRegistry metrics) {
        this.outbox = new OutboxStore(stream);
        this.hub = new Hub(outbox, database, domain, clock, metrics.histogram("change.replayed_characters"));
        this.feed = new Feed(outbox, hub);
        this.callers = callers;
        metrics.register("change.sockets", (Gauge<Integer>) () -> hub.all().size());
        metrics.register("change.waiting_seconds", (Gauge<Double>) () -> waitingSeconds);
    }

    /** Opens {@code /v1/hub/documents} and its alias in a servlet context. */
    public void serve(ServletContextHandler context, BooleanSupplier isReady) {
        HubUpgrade upgrade = new HubUpgrade(hub, callers, isReady);
        JettyWebSocketServletContainerInitializer.configure(context, (servlets, container) -> {
            limit(container);
            container.addMapping("/v1/hub/documents", upgrade);
            container.addMapping("/hub/documents", upgrade);
        });
    }

    private static void limit(JettyWebSocketServerContainer container) {
        container.setMaxTextMessageSize(ClientMessage.MAX_BYTES);
        container.setMaxBinaryMessageSize(ClientMessage.MAX_BYTES);
        container.setMaxFrameSize(ClientMessage.MAX_BYTES);
        container.setIdleTimeout(IDLE);
    }

    /** After a commit on this node. */
    public void committed() {
        feed.wake();
    }

    /** After a grant has changed on this node; the others hear of it through the outbox. */
    public void grantChanged(GrantId grant) {
        hub.grantChanged(grant);
    }

    /** The same of a session, a person or an app that has signed out. */
    public void signedOut(String subject) {
        hub.signedOut(subject);
    }

    /** Ends every socket, so that their clients go to another node. */
    public void sayGoodbye() {
        hub.close();
    }

    @Override
    public void start() {
        reader = Thread.ofVirtual().name("feed").start(feed::run);
        ticker = Thread.ofVirtual().name("hub-ticker").start(this::tick);
    }

    @Override
    public void stop() throws InterruptedException {
        reader.interrupt();
        ticker.interrupt();
        reader.join(Duration.ofSeconds(1));
        ticker.join(Duration.ofSeconds(1));
    }

    private void tick() {
        try {
            for (long second = 1; ; second++) {
                Thread.sleep(Duration.ofSeconds(1));
                boolean isPingTime = second % PING_EVERY_SECONDS == 0;
                hub.all().forEach(subscriber -> tick(subscriber, isPingTime));
                if (second % SWEEP_EVERY_SECONDS == 0) {
                    sweep();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the ticker ends");
        }
    }

    private static void tick(Subscriber subscriber, boolean isPingTime) {
        try {
            subscriber.checkTime();
            if (isPingTime) {
                subscriber.ping();
            }
        } catch (RuntimeException e) {
            // One socket that ends at this moment must not keep the others from being looked at.
            LOG.debug("a socket ended while it was looked at", e);
        }
    }

    private void sweep() {
        try {
            outbox.sweep();
            waitingSeconds = outbox.waitingSeconds();
        } catch (Problem away) {
            LOG.warn("no sweep this time: {}", away.reason());
        } catch (RuntimeException e) {
            // The ticker must not end with it: sockets would neither be pinged nor end with their tokens.
            LOG.error("the sweep failed", e);
        }
    }
}
