package cloud.vibe.data.server;

import com.codahale.metrics.health.HealthCheck;

/** A health check that asks a part of the service to prove itself. The admin port is not for strangers, so the reason may be told. */
final class Health extends HealthCheck {
    private final Proof proof;

    Health(Proof proof) {
        this.proof = proof;
    }

    /** Returns if all is well. */
    @FunctionalInterface
    interface Proof {
        void require() throws Exception;
    }

    @Override
    protected Result check() {
        try {
            proof.require();
            return Result.healthy();
        } catch (Exception e) {
            return Result.unhealthy(String.valueOf(e.getMessage()));
        }
    }
}
