package cloud.vibe.standalone.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One process of the cloud.
 *
 * @param environment added to what the supervisor inherited, less every key that belongs to a service
 * @param stopSignal what asks it to end; after a grace period it is killed
 * @param last whether it is stopped after all others, because they write to it until their end
 */
public record Service(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        Path log,
        Probe ready,
        Duration patience,
        Signal stopSignal,
        boolean last) {

    public Service {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A service that ends on SIGTERM and has ten minutes to get ready, for some machines are small and busy. */
    public static Service of(
            String name, List<String> command, Map<String, String> environment, Path folder, Path log, Probe ready) {
        return new Service(name, command, environment, folder, log, ready, Duration.ofMinutes(10), Signal.TERM, false);
    }

    /** The ways to ask a process to end. */
    public enum Signal {
        TERM,
        /** What PostgreSQL calls a fast shutdown: disconnect everybody, write everything, end. */
        INT
    }

    @Override
    public String toString() {
        // The environment holds passwords.
        return "Service[" + name + "]";
    }
}
