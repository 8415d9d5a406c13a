package cloud.vibe.standalone.process;

import cloud.vibe.standalone.kernel.Refusal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes, starts those again that die, and stops all of them. Safe for use by several threads; after {@link #stop()}
 * nothing is started any more. {@code stop()} takes at most ten seconds and may be called repeatedly.
 */
public final class Supervisor {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration LAST_GRACE = Duration.ofSeconds(3);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final int RESTARTS = 5;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private final Journal journal;
    private final PrintStream out;
    private final Runnable changed;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean failed;

    /**
     * A supervisor of nothing yet.
     *
     * @param changed called after a process got a new pid
     */
    public Supervisor(Journal journal, PrintStream out, Runnable changed) {
        this.journal = journal;
        this.out = out;
        this.changed = changed;
    }

    private static final class Child {
        final Service service;
        final Deque<Long> restarts = new ArrayDeque<>();
        Process process;

        Child(Service service, Process process) {
            this.service = service;
            this.process = process;
        }
    }

    /** Starts a process and returns when it answers; refuses when it ends or stays silent. */
    public void start(Service service) throws InterruptedException {
        Launcher.rotate(service.log());
        Process process = launch(service, true);
        awaitReady(service, process);
        watch(service.name(), process);
    }

    /** Runs a process to its end; refuses when it fails. */
    public void run(Service job) throws InterruptedException {
        Launcher.rotate(job.log());
        Process process = launch(job, false);
        int status = process.waitFor();
        forget(job.name());
        if (status != 0) {
            requireNotStopping();
            throw new Refusal(job.name() + " failed (exit code " + status + "). Its log, " + job.log()
                    + ", ends with:\n    " + Launcher.tail(job.log()));
        }
    }

    public synchronized Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        children.forEach((name, child) -> pids.put(name, child.process.pid()));
        return pids;
    }

    /** Waits until the cloud has been stopped or has failed for good; true when it was asked to stop. */
    public boolean awaitEnd() throws InterruptedException {
        over.await();
        return !failed;
    }

    /** Stops everything: first whoever writes, then what is written to. */
    public void stop() {
        List<Child> first = new ArrayList<>();
        List<Child> last = new ArrayList<>();
        synchronized (this) {
            stopping = true;
            children.values().forEach(child -> (child.service.last() ? last : first).add(child));
        }
        end(first, GRACE);
        end(last, LAST_GRACE);
        over.countDown();
    }

    private void end(List<Child> group, Duration grace) {
        group.forEach(child -> Signals.send(child.process.toHandle(), child.service.stopSignal()));
        long deadline = System.nanoTime() + grace.toNanos();
        for (Child child : group) {
            try {
                if (!child.process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    child.process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                child.process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            forget(child.service.name());
        }
    }

    private synchronized Process launch(Service service, boolean stays) {
        requireNotStopping();
        Process process = Launcher.launch(service);
        Child known = children.get(service.name());
        if (known == null || !stays) {
            children.put(service.name(), new Child(service, process));
        } else {
            known.process = process;
        }
        journal.started(service, process.toHandle());
        return process;
    }

    private void requireNotStopping() {
        if (stopping) {
            throw new Refusal("The cloud is stopping.");
        }
    }

    private synchronized void forget(String name) {
        children.remove(name);
        journal.ended(name);
    }

    private void awaitReady(Service service, Process process) throws InterruptedException {
        long deadline = System.nanoTime() + service.patience().toNanos();
        while (!service.ready().answers()) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw silent(service, "ended with exit code " + process.exitValue() + " before it was ready");
            }
            if (System.nanoTime() > deadline) {
                throw silent(
                        service, "did not answer within " + service.patience().toSeconds() + " s");
            }
        }
    }

    private Refusal silent(Service service, String what) {
        requireNotStopping();
        return new Refusal(service.name() + " " + what + ". Its log, " + service.log() + ", ends with:\n    "
                + Launcher.tail(service.log()));
    }

    private void watch(String name, Process process) {
        Thread.ofVirtual().name("watch-" + name).start(() -> {
            try {
                int status = process.waitFor();
                // A Ctrl-C reaches the children at the same moment as us: leave it time to arrive here.
                Thread.sleep(BACK_OFF);
                if (!stopping) {
                    restart(name, status);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // Also a full disk under the journal: nobody watches this process any more, and that is said.
                giveUp(name + " is not watched any more: " + e.getMessage());
            }
        });
    }

    private void restart(String name, int status) throws InterruptedException {
        Child child;
        synchronized (this) {
            child = children.get(name);
            if (child == null) {
                return;
            }
            long now = System.nanoTime();
            child.restarts.addLast(now);
            child.restarts.removeIf(then -> now - then > WITHIN.toNanos());
        }
        if (child.restarts.size() > RESTARTS) {
            giveUp(name + " ended " + child.restarts.size() + " times within a minute; its log is "
                    + child.service.log() + ".");
            return;
        }
        out.println("  " + name + " ended (exit code " + status + "): starting it again.");
        Process process = launch(child.service, true);
        changed.run();
        // From now on its end is seen here, so that one that dies again while it starts is started once more.
        watch(name, process);
        announce(child.service, process);
    }

    private void announce(Service service, Process process) throws InterruptedException {
        try {
            awaitReady(service, process);
            out.println("  " + service.name() + " answers again (pid " + process.pid() + ").");
        } catch (Refusal silent) {
            process.destroyForcibly();
        }
    }

    private void giveUp(String why) {
        if (stopping) {
            return;
        }
        out.println(why);
        failed = true;
        over.countDown();
    }
}
