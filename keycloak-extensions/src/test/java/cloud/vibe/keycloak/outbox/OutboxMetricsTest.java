package cloud.vibe.keycloak.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OutboxMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deliveries deliveries = new Deliveries();
    private OutboxStore.@Nullable Queue queue = new OutboxStore.Queue(3, 1, 1_000L);
    private int questions;
    private long now = 61_000;

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    };

    private void register() {
        new OutboxMetrics(
                        () -> {
                            questions++;
                            if (queue == null) {
                                throw new IllegalStateException("the database is away");
                            }
                            return queue;
                        },
                        clock)
                .register(registry, deliveries);
    }

    private double gauge(String name) {
        return registry.get("vibe.outbox." + name).gauge().value();
    }

    @Test
    void oneQuestionAnswersAWholeScrape() {
        register();
        assertThat(questions).as("before anybody scrapes").isZero();
        assertThat(gauge("pending")).isEqualTo(3);
        assertThat(gauge("parked")).isEqualTo(1);
        assertThat(gauge("oldest.age.seconds")).isEqualTo(60);
        assertThat(questions).isEqualTo(1);

        now += 15_000;
        queue = new OutboxStore.Queue(0, 0, null);
        assertThat(gauge("pending")).isZero();
        assertThat(gauge("oldest.age.seconds")).isZero();
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void aDatabaseThatIsAwayIsAskedOnceTooAndIsNoZero() {
        queue = null;
        register();
        assertThat(gauge("pending")).isNaN();
        assertThat(gauge("parked")).isNaN();
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void aClockThatIsAheadMakesNoNegativeAge() {
        queue = new OutboxStore.Queue(1, 0, 90_000L);
        register();
        assertThat(gauge("oldest.age.seconds")).isZero();
    }

    @Test
    void everyDeliveryIsCountedAsWhatItWas() {
        register();
        deliveries.add(Reply.Verdict.TAKEN);
        deliveries.add(Reply.Verdict.TAKEN);
        deliveries.add(Reply.Verdict.UNDECIDED);
        deliveries.add(Reply.Verdict.REFUSED);
        assertThat(registry.get("vibe.outbox.delivered").functionCounter().count())
                .isEqualTo(2);
        assertThat(registry.get("vibe.outbox.failed").functionCounter().count()).isEqualTo(1);
        assertThat(registry.get("vibe.outbox.refused").functionCounter().count())
                .isEqualTo(1);
    }
}
