package cloud.vibe.data.query;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.database.Standing;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database. A page is one statement and one round trip; only a query that no index serves is preceded by a question what it would
 * cost, and only an empty answer is followed by the question why.
 */
final class QueryStore {
    // PostgreSQL, appendix A: query_canceled, by the role's statement_timeout.
    private static final String TIMED_OUT = "57014";

    private final CallerDatabase database;
    private final IndexCatalogue indexes;
    private final CostGuard costs;
    private final DidDomain domain;

    QueryStore(CallerDatabase database, IndexCatalogue indexes, CostGuard costs, DidDomain domain) {
        this.database = database;
        this.indexes = indexes;
        this.costs = costs;
        this.domain = domain;
    }

    private record Found(@Nullable Document document, List<String> keys, long found, long total) {}

    private record Groups(@Nullable String by, @Nullable String metrics) {}

    Page page(Caller caller, Query query) {
        Plan plan = planned(caller, query);
        int keys = query.sortBeforeId().size();
        List<Found> rows = read(caller, plan, sql(caller, query, plan).page(), row -> found(row, keys, query.counts()));
        List<Found> kept = rows.stream()
                .filter(row -> row.document() != null)
                .limit(query.limit())
                .toList();
        Long count = query.counts() ? rows.getFirst().total() : null;
        if (kept.isEmpty()) {
            database.requireGoodStanding(caller);
            return isGone(query, plan) ? page(caller, query) : new Page(List.of(), null, count);
        }
        Found last = kept.getLast();
        boolean hasMore = last.found() > kept.size();
        List<Document> documents = new ArrayList<>();
        kept.forEach(row -> documents.add(row.document()));
        return new Page(documents, hasMore ? next(last, query) : null, count);
    }

    /** The groups as JSON, in the form of a page. */
    String groups(Caller caller, Query query, Aggregation aggregation) {
        Plan plan = planned(caller, query);
        List<Groups> rows = read(
                caller,
                plan,
                sql(caller, query, plan).groups(aggregation),
                row -> new Groups(row.optionalText("by"), row.optionalText("metrics")));
        if (rows.isEmpty() || aggregation.groups().isEmpty()) {
            database.requireGoodStanding(caller);
            if (isGone(query, plan)) {
                return groups(caller, query, aggregation);
            }
        }
        if (rows.size() > Limit.GROUPS.max()
                || (!rows.isEmpty() && rows.getFirst().by() == null)) {
            throw Problem.of(
                    ProblemCode.QUERY_TOO_COSTLY,
                    "There are more than " + Limit.GROUPS.max() + " groups, or they are larger than "
                            + QuerySql.PAGE_BYTES + " bytes: narrow them by a selector.");
        }
        StringBuilder json = new StringBuilder("{\"items\":[");
        for (Groups row : rows) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",");
            json.append("{\"group\":").append(row.by()).append(",\"metrics\":").append(row.metrics());
            json.append('}');
        }
        return json.append("],\"next\":null}").toString();
    }

    /** How the query would be answered, as JSON. */
    String explain(Caller caller, Query query) {
        boolean mayRead = switch (database.standing(caller)) {
            case Standing.Good good -> good.permissions().mayRead(query.type());
            case Standing.Refused refused -> throw refused.problem();
        };
        if (!mayRead) {
            throw Problem.of(ProblemCode.PERMISSION_MISSING, "The person has not allowed this app to read that type.");
        }
        Plan plan = Plan.of(query, indexes.of(query.type()));
        QuerySql sql = sql(caller, query, plan);
        Aggregation aggregation = query.aggregate();
        SqlText statement = aggregation == null ? sql.page() : sql.groups(aggregation);
        boolean isTooCostly = plan.mayLookAtAll(query) && costs.isTooMuch(caller, sql.probe());
        return Explanation.json(plan, isTooCostly, statement, costs.explain(caller, statement));
    }

    private Plan planned(Caller caller, Query query) {
        Plan plan = Plan.of(query, indexes.of(query.type()));
        if (plan.mayLookAtAll(query)
                && costs.isTooMuchByNow(caller, sql(caller, query, plan).probe())) {
            throw costs.tooCostly(plan);
        }
        return plan;
    }

    private QuerySql sql(Caller caller, Query query, Plan plan) {
        UUID me = caller.me().value();
        return new QuerySql(
                query, new ArmSql(query, plan, me, owner(query, me), domain).arms(), new DocumentSql(domain));
    }

    private @Nullable UUID owner(Query query, UUID me) {
        String whose = query.whose();
        if (whose == null) {
            return null;
        }
        if (whose.equals("me")) {
            return me;
        }
        return domain.owner(whose)
                .map(Owner::value)
                .orElseThrow(() -> Problem.invalidRequest("The owner is me, or the DID of somebody of this cloud."));
    }

    private <T> List<T> read(Caller caller, Plan plan, SqlText sql, Row.Reader<T> reader) {
        try {
            return database.read(caller, CallerStatement.of(sql.toString()), sql::fill, reader);
        } catch (Problem problem) {
            if (problem.getCause() instanceof SQLException failure && TIMED_OUT.equals(failure.getSQLState())) {
                throw costs.tooCostly(plan);
            }
            throw problem;
        }
    }

    // An index that is not ready any more leads nowhere; its absence is what an empty answer then means.
    private boolean isGone(Query query, Plan plan) {
        DeclaredIndex index = plan.index();
        return index != null && !indexes.isStillReady(query.type(), index);
    }

    private static Found found(Row row, int sorted, boolean counts) throws SQLException {
        long total = counts ? row.number("total") : 0;
        if (row.optionalText("id") == null) {
            return new Found(null, List.of(), 0, total);
        }
        List<String> keys = new ArrayList<>(sorted);
        for (int i = 0; i < sorted; i++) {
            keys.add(row.text("s" + i));
        }
        return new Found(row.document(), keys, row.number("found"), total);
    }

    private static String next(Found last, Query query) {
        Document document = last.document();
        if (document == null) {
            throw new IllegalStateException("a page ends with a document");
        }
        return new Cursor(last.keys(), document.id()).encode(query.fingerprint());
    }
}
