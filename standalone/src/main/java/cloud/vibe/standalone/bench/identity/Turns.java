package cloud.vibe.standalone.bench.identity;

import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.bench.measure.CpuTime;
import cloud.vibe.standalone.bench.measure.Quantiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** The same done on two sides in turn, so many times each turn, and what CPU it took there. */
final class Turns {
    private static final int AT_ONCE = 4;

    private final CpuTime cpu = new CpuTime();
    private final Collection<Long> ours;
    private final Collection<Long> stocks;

    Turns(Collection<Long> ours, Collection<Long> stocks) {
        this.ours = List.copyOf(ours);
        this.stocks = List.copyOf(stocks);
    }

    /**
     * What came of it.
     *
     * @param ours CPU milliseconds of one, in the middle of all turns
     * @param stock the same of the other side
     * @param ratio of both turns of a pair, in the middle of all pairs
     */
    record Cost(double ours, double stock, double ratio) {
        /** With so many milliseconds more on both sides. */
        Cost plus(double both) {
            return new Cost(ours + both, stock + both, (ours + both) / (stock + both));
        }
    }

    Cost run(int turns, int times, Supplier<Client> our, Supplier<Client> stock) throws Exception {
        double[] first = new double[turns];
        double[] second = new double[turns];
        double[] ratios = new double[turns];
        for (int i = 0; i < turns; i++) {
            first[i] = millis(ours, times, our);
            second[i] = millis(stocks, times, stock);
            ratios[i] = first[i] / second[i];
        }
        return new Cost(Quantiles.median(first), Quantiles.median(second), Quantiles.median(ratios));
    }

    private double millis(Collection<Long> pids, int times, Supplier<Client> client) throws Exception {
        double before = micros(pids);
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                Client one = client.get();
                running.add(threads.submit(() -> {
                    one.ask();
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        return (micros(pids) - before) / times / 1_000;
    }

    private double micros(Collection<Long> pids) {
        return pids.stream().mapToDouble(cpu::micros).sum();
    }
}
