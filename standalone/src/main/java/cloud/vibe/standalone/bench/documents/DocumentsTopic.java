package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.floor.Recipe;
import cloud.vibe.standalone.bench.floor.Recorder;
import cloud.vibe.standalone.bench.http.KeepAlive;
import cloud.vibe.standalone.bench.http.Request;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.measure.Rounds;
import cloud.vibe.standalone.bench.population.Cast;
import cloud.vibe.standalone.bench.population.Population;
import cloud.vibe.standalone.bench.population.Site;
import cloud.vibe.standalone.bench.population.Size;
import cloud.vibe.standalone.bench.report.Report;
import cloud.vibe.standalone.cloud.Cloud;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Steps;
import cloud.vibe.standalone.visitor.ProofKey;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Documents through HTTP beside the floor: PostgreSQL alone with the same statements. Generator, API and PostgreSQL share this machine's
 * cores, so a ratio of throughputs is one of CPU. The cloud and its million documents are kept for the next run.
 */
public final class DocumentsTopic {
    private static final int OFFSET = 700;
    private static final int OWNER = 0;
    private static final int READER = 1;
    private static final int CHANGED = 2_000;
    private final Site site;
    private final Effort effort;
    private final Report report;
    private final Steps steps = new Steps(System.out);

    private DocumentsTopic(Site site, Effort effort, Report report) {
        this.site = site;
        this.effort = effort;
        this.report = report;
    }

    public static void measure(Installation installation, Effort effort, Report report) throws Exception {
        // A try has a smaller cloud of its own, so that it never throws away the million documents of a measurement.
        String folder = effort.quick() ? "bench-documents-quick" : "bench-documents";
        Home home = new Home(installation.workshop().resolve(folder));
        Cloud cloud = new Cloud(installation, home, new Ports(OFFSET), System.out);
        try (cloud) {
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "stop"));
            cloud.start(effort.fresh());
            new DocumentsTopic(new Site(cloud, home), effort, report).measure();
        }
    }

    private void measure() throws Exception {
        Cast cast = new Cast(
                site.signIn(OWNER).principal(),
                site.signIn(READER).principal(),
                site.signInStranger().principal());
        Population few = loaded(Size.TEN_THOUSAND, Size.TEN_THOUSAND.database(), cast);
        Population many = loaded(effort.quick() ? Size.HUNDRED_THOUSAND : Size.MILLION, Site.SERVED, cast);
        List<UUID> own = many.own();
        try (Rounds rounds = new Rounds(site.apiPid(), site.databasePid())) {
            Growth growth = new Growth(site, rounds, effort, report);
            growth(growth, few, many, own);
            if (effort.tenMillion()) {
                growth(growth, few, loaded(Size.TEN_MILLION, Size.TEN_MILLION.database(), cast), own);
            }
            latencies();
            throughputs(new Throughput(site, rounds, effort, report), own);
        }
    }

    private void growth(Growth growth, Population few, Population many, List<UUID> own) throws Exception {
        List<Operation> operations =
                List.of(Operations.get(own, owner()), Operations.list("list", owner()), Operations.query(owner()));
        for (Operation operation : operations) {
            Recipe recipe = recipe(operation);
            step("%s among %s".formatted(operation.name(), many.size()), () -> {
                growth.measure(operation, recipe, few, many);
                return null;
            });
        }
    }

    private void latencies() throws Exception {
        latency("acl_1000_principals", () -> atDatabase(Operations.list("reader", reader())));
        latency("complex_query", () -> throughHttp(Operations.complexQuery(owner())));
        latency("complex_query_reader", () -> throughHttp(Operations.complexQuery(reader())));
        latency("search", this::searching);
    }

    private void throughputs(Throughput throughput, List<UUID> own) throws Exception {
        throughput(throughput, () -> Operations.get(own, owner()));
        step("get beside pgbench", () -> {
            Operation get = Operations.get(own, owner());
            throughput.measureBesidePgbench(get, recipe(get), own.subList(0, 1));
            return null;
        });
        step("get with a proof", () -> {
            ProofKey key = new ProofKey();
            BoundGets.Bound bound = new BoundGets.Bound(site.signIn(OWNER, key).token(), key);
            throughput.measureBound(Operations.get(own, owner()), own, bound);
            return null;
        });
        throughput(throughput, () -> Operations.list("list", owner()));
        throughput(
                throughput,
                () -> Operations.list("list_little", site.signInStranger().token()));
        throughput(throughput, () -> Operations.query(owner()));
        throughput(throughput, () -> Operations.create(owner()));
        List<UUID> made = made();
        throughput(throughput, () -> Operations.patch(made, owner()));
        throughput(throughput, () -> Operations.bulk(owner()));
    }

    private void throughput(Throughput throughput, Callable<Operation> made) throws Exception {
        // Made only now: a token lives for five minutes.
        Operation operation = made.call();
        step(operation.name(), () -> {
            throughput.measure(operation, recipe(operation));
            return null;
        });
    }

    private void latency(String name, Callable<Double> p95) throws Exception {
        report.add("documents." + name + "_p95_ms", step(name, p95), "ms");
    }

    private double atDatabase(Operation operation) throws Exception {
        Recipe recipe = recipe(operation);
        try (Clients clients = new Clients(site)) {
            return Latency.p95(
                    clients.ofFloor(operation, recipe, Site.SERVED, 1).getFirst(), effort);
        }
    }

    private double throughHttp(Operation operation) throws Exception {
        try (Clients clients = new Clients(site)) {
            return Latency.p95(operation.ofApi(clients.connection(), 0, 1), effort);
        }
    }

    /** What is asked changes each time. */
    private double searching() throws Exception {
        List<Request> searches = Operations.searches(owner());
        try (Clients clients = new Clients(site)) {
            KeepAlive connection = clients.connection();
            Iterator<Request> next =
                    Stream.generate(() -> searches).flatMap(List::stream).iterator();
            return Latency.p95(() -> Operation.good(connection, next.next()), effort);
        }
    }

    /** Documents to be changed: none that the population was loaded with. */
    private List<UUID> made() throws Exception {
        Operation create = Operations.create(owner());
        List<UUID> made = new ArrayList<>();
        try (Clients clients = new Clients(site)) {
            KeepAlive connection = clients.connection();
            for (int i = 0; i < CHANGED; i++) {
                made.addAll(create.made(connection));
            }
        }
        return made;
    }

    private Recipe recipe(Operation operation) throws Exception {
        try (Connection admin = site.admin(Site.SERVED);
                Recorder recorder = new Recorder(admin, site.databaseLog());
                Clients clients = new Clients(site)) {
            return operation.recipe(recorder, clients.connection());
        }
    }

    private Population loaded(Size size, String database, Cast cast) throws Exception {
        Population population = new Population(site, database, size, cast);
        return step("%,d documents".formatted(size.documents()), () -> {
            population.ensure();
            return population;
        });
    }

    private String owner() {
        return site.signIn(OWNER).token();
    }

    private String reader() {
        return site.signIn(READER).token();
    }

    private <T> T step(String name, Callable<T> work) throws Exception {
        return steps.step(name, work);
    }
}
