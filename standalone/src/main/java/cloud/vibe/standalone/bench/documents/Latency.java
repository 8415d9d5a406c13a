package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.measure.Quantiles;
import java.time.Duration;
import java.util.Arrays;

/** How long one who asks alone waits for an answer. */
final class Latency {
    private static final double MILLIS = 1e6;
    private static final double MOST = 0.95;

    private Latency() {}

    /** The time in milliseconds within which 95 % are answered: of so many, or of what fits into a minute, for a token lives for five. */
    static double p95(Client client, Effort effort) throws Exception {
        // As many as the driver and the server need until they have made up their minds about a plan.
        ask(client, effort.singles() / 5, Duration.ofSeconds(20));
        return Quantiles.atMost(MOST, ask(client, effort.singles(), Duration.ofMinutes(1)));
    }

    private static double[] ask(Client client, int times, Duration atMost) throws Exception {
        double[] millis = new double[times];
        long end = System.nanoTime() + atMost.toNanos();
        int asked = 0;
        while (asked < times && System.nanoTime() < end) {
            long start = System.nanoTime();
            client.ask();
            millis[asked] = (System.nanoTime() - start) / MILLIS;
            asked++;
        }
        return Arrays.copyOf(millis, asked);
    }
}
