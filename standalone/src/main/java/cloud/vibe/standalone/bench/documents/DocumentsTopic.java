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
import cloud.vibe.standalone.bench.report.Report;
import cloud.vibe.standalone.cloud.Cloud;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Steps;
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
    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;
    private static final int MOST = 10_000_000;

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
        Home home = new Home(installation.workshop().resolve("bench-documents"));
        Cloud cloud = new Cloud(installation, home, new Ports(OFFSET), System.out);
        try (cloud) {
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "stop"));
            cloud.start(effort.fresh());
            new DocumentsTopic(new Site(cloud, home), effort, report).measure();
        }
    }

    private record Recorded(Operation operation, Recipe recipe) {}

    private void measure() throws Exception {
        Cast cast = new Cast(
                site.signIn(OWNER).principal(),
                site.signIn(READER).principal(),
                site.signInStranger().principal());
        Population few = loaded("vibe_10k", FEW, cast);
        Population many = loaded(Site.SERVED, MANY, cast);
        try (Rounds rounds = new Rounds(site.apiPid(), site.databasePid())) {
            Throughput throughput = new Throughput(site, rounds, effort, report);
            Growth growth = new Growth(site, rounds, effort, report);

            List<UUID> own = many.own();
            Recorded get = recorded(Operations.get(own, owner()));
            Recorded list = recorded(Operations.list("list", owner()));
            Recorded query = recorded(Operations.query(owner()));
            Recorded reader =
                    recorded(Operations.list("reader", site.signIn(READER).token()));

            growth(growth, few, "10k", many, "1m", List.of(get, list, query));
            if (effort.tenMillion()) {
                growth(growth, few, "10k", loaded("vibe_10m", MOST, cast), "10m", List.of(get, list, query));
            }
            step("a reader in 1,000 groups", () -> {
                report.add("documents.acl_1000_principals_p95_ms", atDatabase(reader), "ms");
                return null;
            });
            step("complex query", () -> {
                report.add("documents.complex_query_p95_ms", throughHttp(Operations.complexQuery(owner())), "ms");
                report.add(
                        "documents.complex_query_reader_p95_ms",
                        throughHttp(Operations.complexQuery(site.signIn(READER).token())),
                        "ms");
                return null;
            });
            throughput(throughput, () -> Operations.get(own, owner()));
            step("get beside pgbench", () -> {
                throughput.measureBesidePgbench(Operations.get(own, owner()), get.recipe(), own.subList(0, 1));
                return null;
            });
            throughput(throughput, () -> Operations.list("list", owner()));
            throughput(
                    throughput,
                    () -> Operations.list("list_little", site.signInStranger().token()));
            throughput(throughput, () -> Operations.query(owner()));
            throughput(throughput, () -> Operations.create(owner()));
            step("search", () -> {
                report.add("documents.search_p95_ms", searching(), "ms");
                return null;
            });
            List<UUID> made = made();
            throughput(throughput, () -> Operations.patch(made, owner()));
            throughput(throughput, () -> Operations.bulk(owner()));
        }
    }

    private void growth(
            Growth growth, Population few, String fewer, Population many, String more, List<Recorded> recorded)
            throws Exception {
        for (Recorded one : recorded) {
            step("%s among %s".formatted(one.operation().name(), more), () -> {
                growth.measure(
                        one.recipe(),
                        new Growth.Among(few.database(), fewer, one.operation().about(few.own())),
                        new Growth.Among(many.database(), more, one.operation().about(many.own())));
                return null;
            });
        }
    }

    private void throughput(Throughput throughput, Callable<Operation> made) throws Exception {
        // Made only now: a token lives for five minutes.
        Operation operation = made.call();
        step(operation.name(), () -> {
            throughput.measure(operation, recorded(operation).recipe());
            return null;
        });
    }

    private double atDatabase(Recorded recorded) throws Exception {
        try (Clients clients = new Clients(site)) {
            return Latency.p95(
                    clients.ofFloor(recorded.operation(), recorded.recipe(), Site.SERVED, 1)
                            .getFirst(),
                    effort);
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

    private Recorded recorded(Operation operation) throws Exception {
        try (Connection admin = site.admin(Site.SERVED);
                Recorder recorder = new Recorder(admin, site.databaseLog());
                Clients clients = new Clients(site)) {
            return new Recorded(operation, operation.recipe(recorder, clients.connection()));
        }
    }

    private Population loaded(String database, int size, Cast cast) throws Exception {
        Population population = new Population(site, database, size, cast);
        return step("%,d documents".formatted(size), () -> {
            population.ensure();
            return population;
        });
    }

    private String owner() {
        return site.signIn(OWNER).token();
    }

    private <T> T step(String name, Callable<T> work) throws Exception {
        return steps.step(name, work);
    }
}
