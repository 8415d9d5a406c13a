package cloud.vibe.standalone.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Two ways of doing the same, measured in turn in short rounds, so that what else the machine does falls on both. What is said of them is the
 * median of the rounds, and of how the two rounds of a pair compare.
 */
public final class SideBySide {
    private final List<Rounds.Round> first = new ArrayList<>();
    private final List<Rounds.Round> second = new ArrayList<>();

    /**
     * Measures both.
     *
     * @param warmUp of the first, whose code is the larger one
     */
    public static SideBySide run(
            Rounds rounds, List<? extends Client> one, List<? extends Client> other, Effort effort, Duration warmUp)
            throws Exception {
        SideBySide result = new SideBySide();
        rounds.run(one, warmUp);
        rounds.run(other, effort.shortWarmUp());
        for (int i = 0; i < effort.rounds(); i++) {
            result.add(rounds.run(one, effort.round()), rounds.run(other, effort.round()));
        }
        return result;
    }

    void add(Rounds.Round one, Rounds.Round other) {
        first.add(one);
        second.add(other);
    }

    /** How much of the second's throughput the first has. */
    public double ratio() {
        double[] ratios = new double[first.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = first.get(i).perSecond() / second.get(i).perSecond();
        }
        return Quantiles.median(ratios);
    }

    public double ofFirst(ToDoubleFunction<Rounds.Round> what) {
        return median(first, what);
    }

    public double ofSecond(ToDoubleFunction<Rounds.Round> what) {
        return median(second, what);
    }

    private static double median(List<Rounds.Round> rounds, ToDoubleFunction<Rounds.Round> what) {
        return Quantiles.median(rounds.stream().mapToDouble(what).toArray());
    }
}
