package cloud.vibe.standalone.cloud;

import cloud.vibe.standalone.identity.BuiltKeycloak;
import cloud.vibe.standalone.identity.Demo;
import cloud.vibe.standalone.identity.Keycloak;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.kernel.Steps;
import cloud.vibe.standalone.part.DataApi;
import cloud.vibe.standalone.part.NotesApp;
import cloud.vibe.standalone.part.ObjectStore;
import cloud.vibe.standalone.postgres.Postgres;
import cloud.vibe.standalone.process.Journal;
import cloud.vibe.standalone.process.Probe;
import cloud.vibe.standalone.process.Service;
import cloud.vibe.standalone.process.Supervisor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One whole cloud on this machine. {@link #start} either ends with everything answering or leaves nothing running. */
public final class Cloud implements AutoCloseable {
    private final Installation installation;
    private final Home home;
    private final Ports ports;
    private final Endpoints endpoints;
    private final Steps steps;
    private final PrintStream out;
    private final Journal journal;
    private final Supervisor supervisor;
    private final AtomicReference<Exception> firstFailure = new AtomicReference<>();
    private volatile Runnable pidsChanged = () -> {};
    private boolean closing;
    private @Nullable FileLock claim;
    private @Nullable DataApi dataApi;

    public Cloud(Installation installation, Home home, Ports ports, PrintStream out) {
        this.installation = installation;
        this.home = home;
        this.ports = ports;
        this.endpoints = new Endpoints(ports);
        this.out = out;
        this.steps = new Steps(out);
        this.journal = new Journal(home.journal());
        this.supervisor = new Supervisor(journal, out, () -> pidsChanged.run());
    }

    /** Starts everything; with {@code fresh}, all data of before is removed first. */
    public void start(boolean fresh) throws InterruptedException {
        claim = home.claim();
        try {
            startClaimed(fresh);
        } catch (Exception e) {
            close();
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw refusal(e);
        }
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Map<String, Long> pids() {
        return supervisor.pids();
    }

    /** Brings the schema of one more database of the running cloud up to date; nothing of the cloud uses it. */
    public void migrate(String database) throws InterruptedException {
        supervisor.run(
                Objects.requireNonNull(dataApi, "the cloud is not running").migration(Postgres.ADMIN, database));
    }

    /** Waits until the cloud is stopped or has failed for good; true when it was asked to stop. */
    public boolean awaitEnd() throws InterruptedException {
        return supervisor.awaitEnd();
    }

    /** Stops everything, within ten seconds. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        supervisor.stop();
        release();
    }

    /** What is not ours to hold is not ours to remove either. */
    private synchronized void release() {
        if (claim == null) {
            return;
        }
        stack(List.of()).remove();
        try {
            claim.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        claim = null;
    }

    private synchronized void publish(Stack stack) {
        if (!closing) {
            stack.write(supervisor.pids());
        }
    }

    private void startClaimed(boolean fresh) throws Exception {
        stack(List.of()).remove();
        List<String> leftovers = journal.endLeftovers();
        if (!leftovers.isEmpty()) {
            steps.say("  An earlier start was killed; ended what it had left running: " + String.join(", ", leftovers)
                    + ".");
        }
        if (fresh) {
            home.erase();
        }
        home.requireSpace();
        ports.requireFree();
        Secrets secrets = Secrets.of(home);
        Demo demo = new Demo(installation, home, endpoints, secrets);

        if (Keycloak.isRealmOutdated(installation, home)) {
            steps.say(
                    "  The realm file has changed since this cloud began; its realm stays as it is. --fresh begins anew.");
        }
        BuiltKeycloak keycloak = steps.step("Keycloak built", () -> BuiltKeycloak.of(installation, supervisor));
        started("PostgreSQL", () -> new Postgres(installation.workshop(), home, ports, secrets).start(supervisor));
        together(List.of(
                () -> started("data API", () -> {
                    DataApi parts = new DataApi(installation, home, endpoints, secrets);
                    supervisor.run(parts.migration(Postgres.ADMIN));
                    supervisor.start(parts.service());
                    dataApi = parts;
                }),
                () -> started("S3 store", () -> start(ObjectStore.service(installation, home, endpoints, secrets))),
                () -> started("sample app", () -> start(NotesApp.service(installation, home, endpoints))),
                () -> started("Keycloak", () -> {
                    supervisor.start(Keycloak.service(installation, keycloak, home, ports, secrets));
                    demo.importOnce();
                })));
        started("everything answers", this::awaitHealth);

        Stack stack = new Stack(home, endpoints, secrets, demo.people());
        pidsChanged = () -> publish(stack);
        pidsChanged.run();
        out.println(new ReadyTable(endpoints, secrets, demo.people(), home).text());
    }

    private Stack stack(List<Demo.Person> people) {
        return new Stack(home, endpoints, new Secrets("", "", "", "", "", "", "", "", ""), people);
    }

    private void start(Service service) throws InterruptedException {
        supervisor.start(service);
    }

    private interface Work {
        void run() throws Exception;
    }

    private Void started(String name, Work work) throws Exception {
        return steps.step(name, () -> {
            work.run();
            return null;
        });
    }

    /** Runs all at once; the first that fails stops the others. */
    private void together(List<Callable<Void>> works) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?>[] all = works.stream()
                    .map(work -> CompletableFuture.runAsync(
                            () -> {
                                try {
                                    work.call();
                                } catch (Exception e) {
                                    // Those that are stopped for it fail as well, and are not the reason.
                                    firstFailure.compareAndSet(null, e);
                                    supervisor.stop();
                                    throw new CompletionException(e);
                                }
                            },
                            threads))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(all).join();
        }
    }

    private void awaitHealth() throws InterruptedException {
        Probe health = Probe.http(endpoints.adminApi() + "/healthcheck");
        Probe realm = Probe.http(endpoints.issuer() + "/.well-known/openid-configuration");
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!realm.answers() || !health.answers()) {
            if (System.nanoTime() > deadline) {
                throw new Refusal("The parts have started but do not work together; " + endpoints.adminApi()
                        + "/healthcheck said why, and the logs are in "
                        + home.log("data-api").getParent() + ".");
            }
            Thread.sleep(200);
        }
    }

    private RuntimeException refusal(Exception e) {
        Throwable cause = Objects.requireNonNullElse(firstFailure.get(), e);
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Refusal refusal) {
            return refusal;
        }
        return new Refusal("The cloud cannot start: " + cause, cause);
    }
}
