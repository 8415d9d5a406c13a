package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.measure.Quantiles;

/** How long one who asks alone waits for an answer. */
final class Latency {
    private static final double MILLIS = 1e6;
    private static final double MOST = 0.95;

    private Latency() {}

    /** The time in milliseconds within which 95 % are answered. */
    static double p95(Client client, Effort effort) throws Exception {
        // As many as the driver and the server need until they have made up their minds about a plan.
        for (int i = 0; i < effort.singles() / 5; i++) {
            client.ask();
        }
        double[] millis = new double[effort.singles()];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            client.ask();
            millis[i] = (System.nanoTime() - start) / MILLIS;
        }
        return Quantiles.atMost(MOST, millis);
    }
}
