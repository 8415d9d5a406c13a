package cloud.vibe.keycloak.outbox;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/**
 * The queue among Keycloak's own metrics. The table is asked when somebody scrapes, once for all gauges of that scrape, and never in a
 * request of a person. The queue is that of the whole cluster, the counters are this node's.
 */
final class OutboxMetrics {
    private static final Logger LOG = Logger.getLogger(OutboxMetrics.class);
    private static final Duration ONE_SCRAPE = Duration.ofSeconds(1);

    private final Supplier<OutboxStore.Queue> queue;
    private final Clock clock;
    private long readAt = Long.MIN_VALUE;
    private Optional<OutboxStore.Queue> known = Optional.empty();

    OutboxMetrics(Supplier<OutboxStore.Queue> queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    void register(MeterRegistry registry, Deliveries deliveries) {
        gauge(registry, "vibe.outbox.pending", "Events that wait for their delivery", OutboxStore.Queue::pending);
        gauge(registry, "vibe.outbox.parked", "Events that the data API cannot read", OutboxStore.Queue::parked);
        gauge(registry, "vibe.outbox.oldest.age.seconds", "How long the oldest pending event has waited", this::age);
        counter(
                registry,
                deliveries,
                "vibe.outbox.delivered",
                "Events that the data API has taken",
                Deliveries::delivered);
        counter(registry, deliveries, "vibe.outbox.failed", "Deliveries to be tried again soon", Deliveries::failed);
        counter(registry, deliveries, "vibe.outbox.refused", "Deliveries that parked an event", Deliveries::refused);
    }

    private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<OutboxStore.Queue> reading) {
        Gauge.builder(
                        name,
                        this,
                        metrics -> metrics.read()
                                .map(known -> reading.applyAsDouble(known))
                                .orElse(Double.NaN))
                .description(what)
                .strongReference(true)
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry,
            Deliveries deliveries,
            String name,
            String what,
            ToDoubleFunction<Deliveries> reading) {
        FunctionCounter.builder(name, deliveries, reading).description(what).register(registry);
    }

    private double age(OutboxStore.Queue known) {
        return known.oldest() == null ? 0 : Math.max(0, clock.millis() - known.oldest()) / 1000.0;
    }

    /** Empty while the database is away; that, too, is asked once a scrape. */
    private synchronized Optional<OutboxStore.Queue> read() {
        long now = clock.millis();
        if (readAt == Long.MIN_VALUE || Math.abs(now - readAt) >= ONE_SCRAPE.toMillis()) {
            readAt = now;
            try {
                known = Optional.of(queue.get());
            } catch (RuntimeException e) {
                LOG.debug("the outbox cannot be counted", e);
                known = Optional.empty();
            }
        }
        return known;
    }
}
