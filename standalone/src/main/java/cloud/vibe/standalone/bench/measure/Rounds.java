package cloud.vibe.standalone.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lets clients ask without pause for some time, and says how much came of it and what it cost the API's process and PostgreSQL. */
public final class Rounds implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "client");
        thread.setDaemon(true);
        return thread;
    });
    private final CpuTime cpu = new CpuTime();
    private final long apiPid;
    private final long databasePid;

    public Rounds(long apiPid, long databasePid) {
        this.apiPid = apiPid;
        this.databasePid = databasePid;
    }

    /** What one round was; CPU in microseconds for each that was asked. */
    public record Round(long asked, double seconds, double apiMicros, double databaseMicros) {
        public double perSecond() {
            return asked / seconds;
        }
    }

    /** Runs all clients at once for so long; the time goes on until the last of them has its answer. */
    public Round run(List<? extends Client> clients, Duration time) throws Exception {
        double apiBefore = cpu.micros(apiPid);
        double databaseBefore = cpu.micros(databasePid);
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Future<Long>> running = new ArrayList<>();
        for (Client client : clients) {
            Callable<Long> work = () -> askUntil(client, end);
            running.add(threads.submit(work));
        }
        long asked = 0;
        for (Future<Long> one : running) {
            asked += resultOf(one);
        }
        double seconds = (System.nanoTime() - start) / NANOS;
        return new Round(
                asked,
                seconds,
                (cpu.micros(apiPid) - apiBefore) / asked,
                (cpu.micros(databasePid) - databaseBefore) / asked);
    }

    private static long askUntil(Client client, long end) throws Exception {
        long asked = 0;
        do {
            client.ask();
            asked++;
        } while (System.nanoTime() < end);
        return asked;
    }

    private static long resultOf(Future<Long> one) throws Exception {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
