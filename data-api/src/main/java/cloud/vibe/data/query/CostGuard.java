package cloud.vibe.data.query;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;

/**
 * Refuses what would take PostgreSQL too long, by its own estimate of looking at everything that the selector might meet. An answer counts
 * for a minute for the same caller and statement, whatever its values; the role's statement_timeout stands behind it.
 */
final class CostGuard {
    private final CallerDatabase database;
    private final double limit;
    private final Cache<Asked, Boolean> answers = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    CostGuard(CallerDatabase database, double limit) {
        this.database = database;
        this.limit = limit;
    }

    private record Asked(UUID me, String sql) {}

    boolean isTooMuch(Caller caller, SqlText probe) {
        return explain(caller, probe).path("Total Cost").asDouble() > limit;
    }

    /** The same, by an answer of the last minute if there is one. */
    boolean isTooMuchByNow(Caller caller, SqlText probe) {
        Asked asked = new Asked(caller.me().value(), probe.toString());
        Boolean known = answers.getIfPresent(asked);
        if (known == null) {
            known = isTooMuch(caller, probe);
            answers.put(asked, known);
        }
        return known;
    }

    /** PostgreSQL's plan, from its outermost step on. */
    JsonNode explain(Caller caller, SqlText sql) {
        String plan = database.read(
                        caller,
                        CallerStatement.of("EXPLAIN (FORMAT JSON) " + sql),
                        sql::fill,
                        row -> row.text("QUERY PLAN"))
                .getFirst();
        return QueryJson.ours(plan).path(0).path("Plan");
    }

    Problem tooCostly(Plan plan) {
        Place.InData advice = plan.advice();
        return Problem.of(
                ProblemCode.QUERY_TOO_COSTLY,
                advice == null
                        ? "Too many documents would have to be looked at: narrow the selector by a value that an index serves."
                        : "Too many documents would have to be looked at: declare an index on "
                                + Place.shown(advice.toString()) + " of this type.");
    }
}
