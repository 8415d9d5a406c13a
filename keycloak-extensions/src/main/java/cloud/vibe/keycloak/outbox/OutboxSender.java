package cloud.vibe.keycloak.outbox;

import cloud.vibe.keycloak.environment.Environment;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Delivers events: at least once, in no order, until the data API has taken them. One thread looks after the table; deliveries are
 * under way side by side, so that one that hangs holds up no other.
 */
final class OutboxSender implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxSender.class);

    private static final Duration LOOK_AROUND = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

    /** Longer than any delivery can take: what is claimed comes back only if this node has died. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final int MOST_UNDER_WAY = 64;
    private static final int MOST_OF_AN_ANSWER = 4_096;

    /** What is refused for good is offered again this rarely, and when the server starts. */
    private static final Duration PARKED = Duration.ofDays(1);

    private final KeycloakSessionFactory sessions;
    private final Environment environment;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "vibe-outbox");
        daemon.setDaemon(true);
        return daemon;
    });
    /** Delivered, and still in the table: they go when the sender looks at it next, which is at once. */
    private final Queue<Delivery> taken = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Deliveries deliveries;

    OutboxSender(KeycloakSessionFactory sessions, Environment environment, Deliveries deliveries) {
        this.sessions = sessions;
        this.deliveries = deliveries;
        this.environment = environment;
    }

    void start() {
        submit(() -> inTransaction(session -> new OutboxStore(session).unpark(Time.currentTimeMillis())));
        var unused = thread.scheduleWithFixedDelay(this::wake, 0, LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks at the table soon; any number of calls until then are one. */
    void wake() {
        if (awake.compareAndSet(false, true)) {
            submit(() -> {
                awake.set(false);
                deliver();
            });
        }
    }

    private void deliver() {
        for (Delivery delivery : claim(Math.max(0, MOST_UNDER_WAY - underWay.get()))) {
            underWay.incrementAndGet();
            var unused = http.sendAsync(request(delivery), BoundedBody.of(MOST_OF_AN_ANSWER))
                    // The request's own timeout ends with the headers; a body that never ends would hold its place for
                    // ever.
                    .orTimeout(DELIVERY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((response, failure) -> submit(() -> settle(delivery, response, failure)));
        }
    }

    /** With what has been delivered taken out of the table, in one transaction: at each sign-in there is one of both. */
    private List<Delivery> claim(int limit) {
        List<Delivery> claimed = new ArrayList<>();
        inTransaction(session -> {
            OutboxStore store = new OutboxStore(session);
            // Where this fails they are delivered once more: the data API knows them then.
            for (Delivery done = taken.poll(); done != null; done = taken.poll()) {
                store.delivered(done.realmId, done.subject, done.version);
            }
            if (limit == 0) {
                return;
            }
            SetSigner signer = new SetSigner(session, environment.audience());
            for (OutboxEntity event : store.claim(limit, Time.currentTimeMillis(), LEASE)) {
                try {
                    claimed.add(Delivery.of(event, signer.sign(event)));
                } catch (RuntimeException e) {
                    // It comes back when its lease is over; the others go on.
                    LOG.errorf(e, "event %s cannot be signed", event.id);
                }
            }
        });
        return claimed;
    }

    private HttpRequest request(Delivery delivery) {
        // https://www.rfc-editor.org/rfc/rfc8935#section-2.1
        return HttpRequest.newBuilder(environment.eventsUrl())
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", SecurityEventToken.MEDIA_TYPE)
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(delivery.token))
                .build();
    }

    private void settle(Delivery delivery, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
        underWay.decrementAndGet();
        Reply reply = response == null
                ? Reply.none(String.valueOf(failure))
                : Reply.of(response.statusCode(), response.body());
        deliveries.add(reply.verdict());
        switch (reply.verdict()) {
            case TAKEN -> {
                taken.add(delivery);
                wake();
            }
            case REFUSED -> park(delivery, reply);
            case UNDECIDED -> putOff(delivery, reply);
        }
    }

    private void park(Delivery delivery, Reply reply) {
        long now = Time.currentTimeMillis();
        LOG.errorf(
                "event %s (%s, subject %s, version %d) is parked: %s cannot read it (%s). What it tells is not known there."
                        + " Bring Keycloak's extensions and the data API to versions that fit each other; it is offered"
                        + " again in a day, and when Keycloak starts, until it is taken or a later event takes its place",
                delivery.id,
                delivery.type,
                delivery.subject,
                delivery.version,
                environment.eventsUrl(),
                reply.reason());
        inTransaction(session -> new OutboxStore(session)
                .parked(delivery.id, delivery.attempts, reply.reason(), now, now + PARKED.toMillis()));
    }

    private void putOff(Delivery delivery, Reply reply) {
        LOG.logf(
                delivery.isWorthAWarning() ? Logger.Level.WARN : Logger.Level.DEBUG,
                "event %s is not delivered after %d attempts to %s, and is tried again: %s",
                delivery.id,
                delivery.attempts,
                environment.eventsUrl(),
                reply.reason());
        inTransaction(
                session -> new OutboxStore(session).failed(delivery.id, delivery.attempts, Time.currentTimeMillis()));
    }

    private void inTransaction(Consumer<KeycloakSession> work) {
        try {
            KeycloakModelUtils.runJobInTransaction(sessions, work::accept);
        } catch (RuntimeException e) {
            // The database is away: what was claimed comes back when its lease is over.
            LOG.warn("the outbox cannot be read or written, trying again", e);
        }
    }

    private void submit(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server stops; what is not delivered stays in the outbox", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private record Delivery(
            String id, String realmId, String type, String subject, long version, int attempts, String token) {
        static Delivery of(OutboxEntity event, String token) {
            return new Delivery(
                    event.id,
                    event.realmId,
                    event.eventType,
                    event.subject,
                    event.subjectVersion,
                    event.attempts,
                    token);
        }

        /** The first failure, and then one in about five minutes. */
        boolean isWorthAWarning() {
            return attempts % 10 == 1;
        }
    }
}
