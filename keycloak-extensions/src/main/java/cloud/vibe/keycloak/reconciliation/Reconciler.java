package cloud.vibe.keycloak.reconciliation;

import cloud.vibe.keycloak.environment.Environment;
import cloud.vibe.keycloak.outbox.Outbox;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.cluster.ExecutionResult;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.Provider;

/**
 * Compares what this server and the data API know of grants, soon after the start and then now and then, on one node at a time. What is lost on
 * the way, or by a database that was restored, is found here.
 */
public final class Reconciler implements Provider {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private static final String TASK = "vibe-reconciliation";
    private static final Duration AFTER_THE_START = Duration.ofSeconds(5);

    private static final int MOST_DOUBLINGS = 10;

    /** After a failure, and where a round has stopped before its end. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /** A round stops here and goes on soon; another node may take the lock of one that has died in it. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);

    private static final Duration LOCK = LONGEST_ROUND.multipliedBy(2);

    private final KeycloakSessionFactory sessions;
    private final Environment environment;
    private final Inquiry inquiry;
    private final Map<String, Walk> walks = new HashMap<>();
    private int failures;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, TASK);
        daemon.setDaemon(true);
        return daemon;
    });

    Reconciler(KeycloakSessionFactory sessions, Environment environment) {
        this.sessions = sessions;
        this.environment = environment;
        this.inquiry = new Inquiry(environment.comparisonsUrl());
    }

    void start() {
        schedule(AFTER_THE_START);
    }

    private void schedule(Duration delay) {
        // Nodes that start together must not ask together for ever.
        long jitter = ThreadLocalRandom.current().nextLong(delay.toMillis() / 5 + 1);
        try {
            var unused = thread.schedule(this::round, delay.toMillis() + jitter, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server stops; the next start compares", e);
        }
    }

    private void round() {
        Outcome outcome = Outcome.FAILED;
        try (KeycloakSession session = sessions.create()) {
            ExecutionResult<Outcome> result = session.getProvider(ClusterProvider.class)
                    .executeIfNotExecuted(TASK, Math.toIntExact(LOCK.toSeconds()), this::compareAll);
            // Another node is at it.
            outcome = result.isExecuted() ? result.getResult() : Outcome.DONE;
        } catch (RuntimeException e) {
            LOG.warn("grants cannot be compared with those of the data API, trying again", e);
        } finally {
            failures = outcome == Outcome.FAILED ? Math.min(failures + 1, MOST_DOUBLINGS) : 0;
            schedule(outcome == Outcome.DONE ? environment.compareEvery() : soon());
        }
    }

    /** 15 seconds, and twice as long after each failure in a row, up to what is usual anyway. */
    private Duration soon() {
        Duration doubled = SOON.multipliedBy(1L << Math.max(0, failures - 1));
        return doubled.compareTo(environment.compareEvery()) < 0 ? doubled : environment.compareEvery();
    }

    private Outcome compareAll() throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_ROUND.toNanos();
        Outcome outcome = Outcome.DONE;
        for (String realm : realms()) {
            outcome = outcome.and(compare(realm, deadline));
        }
        return outcome;
    }

    private Outcome compare(String realm, long deadline) throws InterruptedException {
        Walk walk = walks.computeIfAbsent(realm, id -> new Walk(sessions, environment, inquiry, id));
        try {
            Walk.Step step = walk.step();
            while (step == Walk.Step.MORE && System.nanoTime() < deadline) {
                step = walk.step();
            }
            return step == Walk.Step.END ? Outcome.DONE : Outcome.UNFINISHED;
        } catch (Inquiry.Failure e) {
            LOG.warnf(
                    "grants cannot be compared with those of the data API at %s, trying again: %s",
                    environment.comparisonsUrl(), e.getMessage());
            LOG.debug("the failure in full", e);
            return Outcome.FAILED;
        }
    }

    /** How a round has ended, the worst last. */
    private enum Outcome {
        DONE,
        UNFINISHED,
        FAILED;

        Outcome and(Outcome other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    private List<String> realms() {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                sessions,
                session -> session.realms()
                        .getRealmsStream()
                        .filter(Outbox::isToldOf)
                        .map(RealmModel::getId)
                        .toList());
    }

    void stop() {
        thread.shutdownNow();
    }

    @Override
    public void close() {
        // Of a session. The thread lives as long as the server.
    }
}
