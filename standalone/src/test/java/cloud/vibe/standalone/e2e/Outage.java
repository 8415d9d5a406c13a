package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;

import cloud.vibe.standalone.process.Probe;
import java.time.Duration;

/** A process of the running cloud that ends as in a power cut. The supervisor starts it again. */
final class Outage {
    /** As long as the supervisor would wait for a process to answer. */
    private static final Duration A_START = Duration.ofMinutes(10);

    private final RunningCloud.Stack stack;
    private final String name;
    private final long pid;

    private Outage(RunningCloud.Stack stack, String name) {
        this.stack = stack;
        this.name = name;
        this.pid = pid();
    }

    static Outage of(RunningCloud.Stack stack, String name) {
        Outage outage = new Outage(stack, name);
        ProcessHandle.of(outage.pid).orElseThrow().destroyForcibly();
        return outage;
    }

    void awaitEnd() {
        eventually(A_START, this::pid, now -> now != pid && now != 0);
        eventually(A_START, this::isBack, back -> back);
    }

    private long pid() {
        return stack.json().path("pids").path(name).asLong();
    }

    private boolean isBack() {
        try {
            return switch (name) {
                case "postgres" -> Database.ofApi(stack).answers();
                case "data-api" ->
                    Probe.http(stack.endpoints().adminApi() + "/healthcheck").answers();
                case "keycloak" ->
                    Probe.http(stack.endpoints().identityManagement() + "/health/ready")
                            .answers();
                default -> throw new IllegalArgumentException(name);
            };
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
