package cloud.vibe.keycloak.outbox;

import cloud.vibe.keycloak.environment.Environment;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /** https://www.rfc-editor.org/rfc/rfc8935#section-2.2: any other answer is no delivery. */
    private static final int ACCEPTED = 202;

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
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();

    OutboxSender(KeycloakSessionFactory sessions, Environment environment) {
        this.sessions = sessions;
        this.environment = environment;
    }

    void start() {
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
        int room = MOST_UNDER_WAY - underWay.get();
        if (room <= 0) {
            return;
        }
        for (Delivery delivery : claim(room)) {
            underWay.incrementAndGet();
            var unused = http.sendAsync(request(delivery), BodyHandlers.discarding())
                    // The request's own timeout ends with the headers; a body that never ends would hold its place for
                    // ever.
                    .orTimeout(DELIVERY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((response, failure) -> submit(() -> settle(delivery, response, failure)));
        }
    }

    private List<Delivery> claim(int limit) {
        List<Delivery> deliveries = new ArrayList<>();
        inTransaction(session -> {
            SetSigner signer = new SetSigner(session, environment.audience());
            for (OutboxEntity event : new OutboxStore(session).claim(limit, Time.currentTimeMillis(), LEASE)) {
                try {
                    deliveries.add(new Delivery(event.id, event.attempts, signer.sign(event)));
                } catch (RuntimeException e) {
                    // It comes back when its lease is over; the others go on.
                    LOG.errorf(e, "event %s cannot be signed", event.id);
                }
            }
        });
        return deliveries;
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

    private void settle(Delivery delivery, @Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
        underWay.decrementAndGet();
        if (response != null && response.statusCode() == ACCEPTED) {
            inTransaction(session -> new OutboxStore(session).delivered(delivery.id));
            return;
        }
        String reason = response == null ? String.valueOf(failure) : "status " + response.statusCode();
        LOG.logf(
                delivery.isWorthAWarning() ? Logger.Level.WARN : Logger.Level.DEBUG,
                "event %s is not delivered after %d attempts, %s goes on trying: %s",
                delivery.id,
                delivery.attempts,
                environment.eventsUrl(),
                reason);
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

    private record Delivery(String id, int attempts, String token) {
        /** The first failure, and then one in about five minutes. */
        boolean isWorthAWarning() {
            return attempts % 10 == 1;
        }
    }
}
