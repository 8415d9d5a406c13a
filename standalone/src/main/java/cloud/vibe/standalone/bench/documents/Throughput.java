package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.floor.Pgbench;
import cloud.vibe.standalone.bench.floor.Recipe;
import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.measure.Quantiles;
import cloud.vibe.standalone.bench.measure.Rounds;
import cloud.vibe.standalone.bench.measure.SideBySide;
import cloud.vibe.standalone.bench.population.Site;
import cloud.vibe.standalone.bench.report.Report;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How much the API does beside what PostgreSQL alone does with the same statements, and what it costs. */
final class Throughput {
    private final Site site;
    private final Rounds rounds;
    private final Effort effort;
    private final Report report;

    Throughput(Site site, Rounds rounds, Effort effort, Report report) {
        this.site = site;
        this.rounds = rounds;
        this.effort = effort;
        this.report = report;
    }

    void measure(Operation operation, Recipe recipe) throws Exception {
        try (Clients clients = new Clients(site)) {
            SideBySide both = SideBySide.run(
                    rounds,
                    clients.ofApi(operation),
                    clients.ofFloor(operation, recipe, Site.SERVED, Clients.COUNT),
                    effort,
                    effort.warmUp());
            String name = "documents." + operation.name() + ".";
            report.add(name + "ratio_to_floor", both.ratio(), "x");
            report.add(name + "per_s", both.ofFirst(Rounds.Round::perSecond), "/s");
            report.add(name + "floor_per_s", both.ofSecond(Rounds.Round::perSecond), "/s");
            report.add(name + "jvm_cpu_us", both.ofFirst(Rounds.Round::apiMicros), "us");
            report.add(name + "db_cpu_us", both.ofFirst(Rounds.Round::databaseMicros), "us");
            report.add(name + "floor_db_cpu_us", both.ofSecond(Rounds.Round::databaseMicros), "us");
            // What the API's process does meanwhile: its reader of the outbox takes the floor's changes as well.
            report.add(name + "floor_jvm_cpu_us", both.ofSecond(Rounds.Round::apiMicros), "us");
            report.add(name + "round_trips", recipe.roundTrips(), "");
        }
    }

    /** By a token that is bound to a key, beside one that is not. */
    void measureBound(Operation get, List<UUID> ids, BoundGets.Bound bound) throws Exception {
        try (Clients clients = new Clients(site)) {
            SideBySide both =
                    SideBySide.run(rounds, clients.ofApi(ids, bound), clients.ofApi(get), effort, effort.warmUp());
            double bearer = both.ofSecond(Rounds.Round::apiMicros);
            report.add("documents.get_dpop.per_s", both.ofFirst(Rounds.Round::perSecond), "/s");
            report.add("documents.get_dpop.jvm_cpu_us", both.ofFirst(Rounds.Round::apiMicros), "us");
            report.add("documents.get_dpop.jvm_cpu_over_bearer", both.ofFirst(Rounds.Round::apiMicros) / bearer, "x");
        }
    }

    /** Beside pgbench with the same statements in one pipeline, for one document; nothing where it is not installed. */
    void measureBesidePgbench(Operation operation, Recipe recipe, List<UUID> ids) throws Exception {
        Optional<Pgbench> pgbench = Pgbench.installed(site.databasePort(), "vibe_api", site.apiPassword());
        if (pgbench.isEmpty()) {
            return;
        }
        try (Clients clients = new Clients(site)) {
            List<Client> ofApi = clients.ofApi(operation);
            double[] ratios = new double[effort.rounds() / 3];
            double[] perSecond = new double[ratios.length];
            rounds.run(ofApi, effort.warmUp());
            for (int i = 0; i < ratios.length; i++) {
                double api = rounds.run(ofApi, effort.round()).perSecond();
                perSecond[i] = pgbench.get().perSecond(recipe, ids, Site.SERVED, Clients.COUNT, effort.round());
                ratios[i] = api / perSecond[i];
            }
            report.add("documents." + operation.name() + ".ratio_to_pgbench", Quantiles.median(ratios), "x");
            report.add("documents." + operation.name() + ".pgbench_per_s", Quantiles.median(perSecond), "/s");
        }
    }
}
