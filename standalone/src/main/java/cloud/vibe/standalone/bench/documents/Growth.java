package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.floor.Recipe;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.measure.Rounds;
import cloud.vibe.standalone.bench.measure.SideBySide;
import cloud.vibe.standalone.bench.population.Population;
import cloud.vibe.standalone.bench.population.Site;
import cloud.vibe.standalone.bench.report.Report;

/**
 * How much longer the same takes among more documents: at the database, with what the API sends, for only there it can grow. One asks at a
 * time, so that it is time and not waiting for each other.
 */
final class Growth {
    private final Site site;
    private final Rounds rounds;
    private final Effort effort;
    private final Report report;

    Growth(Site site, Rounds rounds, Effort effort, Report report) {
        this.site = site;
        this.rounds = rounds;
        this.effort = effort;
        this.report = report;
    }

    void measure(Operation operation, Recipe recipe, Population few, Population many) throws Exception {
        try (Clients clients = new Clients(site)) {
            SideBySide both = SideBySide.run(
                    rounds,
                    clients.ofFloor(operation.about(few.own()), recipe, few.database(), 1),
                    clients.ofFloor(operation.about(many.own()), recipe, many.database(), 1),
                    effort,
                    effort.shortWarmUp());
            String name = "documents.growth.%s_%s_over_%s".formatted(operation.name(), many.size(), few.size());
            // The smaller one's throughput over the larger one's is the larger one's time over the smaller one's.
            report.add(name, both.ratio(), "x");
        }
    }
}
