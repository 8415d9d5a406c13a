package cloud.vibe.data.query;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.DatabaseConfiguration;
import cloud.vibe.data.database.Pools;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The room's own SQL through the real door, as the API's role, for an app of a person. */
final class Database {
    private static final Pools POOLS = pools("");
    // As if a statement had taken ten seconds.
    private static final Pools IMPATIENT = pools("?options=-c%20statement_timeout=1");

    private final CallerDatabase callers = POOLS.forCallers();
    private final AppForPerson caller;

    private static Pools pools(String options) {
        return new Pools(
                Contract.JSON.convertValue(
                        Map.of(
                                "url", TestDatabase.get().url() + options,
                                "apiPassword", TestDatabase.PASSWORD,
                                "streamPassword", TestDatabase.PASSWORD,
                                "eventsPassword", TestDatabase.PASSWORD,
                                "poolSize", 2),
                        DatabaseConfiguration.class),
                new MetricRegistry());
    }

    Database(UUID person, String type) {
        this.caller = new AppForPerson(
                new PersonId(person),
                new ClientId("notes"),
                new GrantId(UUID.randomUUID()),
                1,
                null,
                Permissions.of(List.of(Permission.parse(type + ":read"))),
                Set.of(),
                Issued.until(Instant.MAX));
    }

    Page page(Query query, double costLimit) {
        return store(callers, costLimit).page(caller, query);
    }

    Page pageInNoTime(Query query) {
        return store(IMPATIENT.forCallers(), Double.MAX_VALUE).page(caller, query);
    }

    private static QueryStore store(CallerDatabase database, double costLimit) {
        return new QueryStore(
                database,
                new IndexCatalogue(POOLS.forStream()),
                new CostGuard(database, costLimit),
                new DidDomain(TestCloud.DID_DOMAIN));
    }

    /** The column {@code answer} of each row. */
    List<String> ask(SqlText sql) {
        return callers.read(caller, CallerStatement.of(sql.toString()), sql::fill, row -> row.text("answer"));
    }

    /** Runs it, and adds up the rows that its scans of tables and indexes have looked at. */
    long rowsLookedAt(SqlText sql) throws Exception {
        String plan = callers.read(
                        caller,
                        CallerStatement.of("EXPLAIN (ANALYZE, FORMAT JSON) " + sql),
                        sql::fill,
                        row -> row.text("QUERY PLAN"))
                .getFirst();
        long rows = 0;
        for (JsonNode scan : Contract.JSON.readTree(plan).findParents("Relation Name")) {
            double each = scan.path("Actual Rows").asDouble()
                    + scan.path("Rows Removed by Filter").asDouble();
            rows += Math.round(each * scan.path("Actual Loops").asDouble());
        }
        return rows;
    }
}
