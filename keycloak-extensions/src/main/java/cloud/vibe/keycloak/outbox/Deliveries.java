package cloud.vibe.keycloak.outbox;

import java.util.concurrent.atomic.LongAdder;

/** How deliveries of this node have ended since it started. */
final class Deliveries {
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    void add(Reply.Verdict verdict) {
        switch (verdict) {
            case TAKEN -> delivered.increment();
            case UNDECIDED -> failed.increment();
            case REFUSED -> refused.increment();
        }
    }

    long delivered() {
        return delivered.sum();
    }

    long failed() {
        return failed.sum();
    }

    long refused() {
        return refused.sum();
    }
}
