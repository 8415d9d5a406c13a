package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.floor.Recipe;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.measure.Rounds;
import cloud.vibe.standalone.bench.measure.SideBySide;
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

    /** A database and the operation on what it holds. */
    record Among(String database, String documents, Operation operation) {}

    void measure(Recipe recipe, Among few, Among many) throws Exception {
        try (Clients clients = new Clients(site)) {
            SideBySide both = SideBySide.run(
                    rounds,
                    clients.ofFloor(few.operation(), recipe, few.database(), 1),
                    clients.ofFloor(many.operation(), recipe, many.database(), 1),
                    effort);
            report.add(
                    "documents.growth.%s_%s_over_%s"
                            .formatted(many.operation().name(), many.documents(), few.documents()),
                    both.ratio(),
                    "x");
        }
    }
}
