package cloud.vibe.standalone.bench.measure;

import java.util.Arrays;

/** Where most values lie, so that one disturbed round does not count. */
public final class Quantiles {
    private Quantiles() {}

    /** The value in the middle, or between the two in the middle. */
    public static double median(double... values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value that at least this part of all do not exceed (nearest rank). */
    public static double atMost(double part, double... values) {
        double[] sorted = sorted(values);
        int rank = (int) Math.ceil(part * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    private static double[] sorted(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
