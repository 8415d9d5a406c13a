package cloud.vibe.data.query;

import cloud.vibe.data.kernel.Limit;
import java.util.List;

/**
 * Writes an aggregation around what a selector meets: the inner query takes the values out of each document once, the middle one groups
 * them, the outer one puts the groups in order and says how large they are together.
 */
final class AggregateSql {
    private final DocumentSql document;
    private final Aggregation aggregation;
    private final List<Metric> metrics;

    AggregateSql(DocumentSql document, Aggregation aggregation) {
        this.document = document;
        this.aggregation = aggregation;
        this.metrics = List.copyOf(aggregation.metrics().values());
    }

    SqlText statement(List<ArmSql.Arm> arms) {
        SqlText sql = SqlText.of("SELECT CASE WHEN bytes <= ").bind(binds -> binds.number(QuerySql.PAGE_BYTES));
        sql.add(" THEN by::text END AS by, CASE WHEN bytes <= ").bind(binds -> binds.number(QuerySql.PAGE_BYTES));
        sql.add(" THEN metrics::text END AS metrics FROM (");
        sql.add(
                "SELECT by, metrics, sum(octet_length(by::text) + octet_length(metrics::text)) OVER () AS bytes FROM (");
        sql.add("SELECT ")
                .add(groupJson())
                .add(" AS by, jsonb_build_object(")
                .add(results())
                .add(") AS metrics");
        sql.add(" FROM (");
        sql.add(SqlText.joined(
                arms.stream()
                        .map(arm -> SqlText.of("SELECT ").add(inputs()).add(arm.found()))
                        .toList(),
                " UNION ALL "));
        sql.add(") AS input");
        for (int i = 0; i < aggregation.groups().size(); i++) {
            sql.add(i == 0 ? " GROUP BY g" : ", g", i);
        }
        for (int i = 0; i < aggregation.groups().size(); i++) {
            sql.add(i == 0 ? " ORDER BY vibe.sort_key(g" : ", vibe.sort_key(g", i)
                    .add(") COLLATE \"C\"");
        }
        sql.add(" LIMIT ").bind(binds -> binds.number(Limit.GROUPS.max() + 1L));
        return sql.add(") AS grouped) AS sized");
    }

    /** The values that make the group; one that is missing is left out, so that it is not taken for null. */
    private SqlText groupJson() {
        SqlText sql = SqlText.of("'{}'::jsonb");
        for (int i = 0; i < aggregation.groups().size(); i++) {
            sql.add(" || CASE WHEN g", i).add(" IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(");
            sql.bindText(aggregation.groups().get(i).name()).add("::text, g", i).add(") END");
        }
        return sql;
    }

    private SqlText inputs() {
        SqlText sql = new SqlText();
        for (int i = 0; i < aggregation.groups().size(); i++) {
            sql.add(value(aggregation.groups().get(i).place())).add(" AS g", i).add(", ");
        }
        for (int i = 0; i < metrics.size(); i++) {
            switch (metrics.get(i)) {
                case Metric.CountAll all -> sql.add("true");
                case Metric.Count count -> sql.add(value(count.place()));
                case Metric.Sum sum -> sql.add(value(sum.place()));
                case Metric.Average average -> sql.add(value(average.place()));
                case Metric.Least least -> sql.add(value(least.place()));
                case Metric.Greatest greatest -> sql.add(value(greatest.place()));
            }
            sql.add(" AS m", i).add(i + 1 < metrics.size() ? ", " : " ");
        }
        return sql;
    }

    private SqlText results() {
        SqlText sql = new SqlText();
        List<String> names = List.copyOf(aggregation.metrics().keySet());
        for (int i = 0; i < metrics.size(); i++) {
            sql.add(i == 0 ? "" : ", ").bindText(names.get(i)).add("::text, ");
            sql.add(
                    switch (metrics.get(i)) {
                        case Metric.CountAll all -> SqlText.of("count(*)");
                        case Metric.Count count -> SqlText.of("count(m", i).add(")");
                        case Metric.Sum sum ->
                            SqlText.of("COALESCE(sum").add(number(i)).add(", 0)");
                        case Metric.Average average -> SqlText.of("avg").add(number(i));
                        case Metric.Least least ->
                            SqlText.of("COALESCE(to_jsonb(min")
                                    .add(number(i))
                                    .add("), to_jsonb(min")
                                    .add(string(i))
                                    .add("))");
                        case Metric.Greatest greatest ->
                            SqlText.of("COALESCE(to_jsonb(max")
                                    .add(string(i))
                                    .add("), to_jsonb(max")
                                    .add(number(i))
                                    .add("))");
                    });
        }
        return sql;
    }

    private static SqlText number(int metric) {
        return SqlText.of("(CASE jsonb_typeof(m", metric)
                .add(") WHEN 'number' THEN m", metric)
                .add("::numeric END)");
    }

    private static SqlText string(int metric) {
        return SqlText.of("(CASE jsonb_typeof(m", metric)
                .add(") WHEN 'string' THEN m", metric)
                .add(" #>> '{}' END COLLATE \"C\")");
    }

    private SqlText value(Place place) {
        return switch (place) {
            case Place.InData data -> DocumentSql.value(SqlText.of("d.data"), data);
            case Place.Beside(Metadata what) ->
                SqlText.of("to_jsonb(").add(document.text(what)).add(")");
        };
    }
}
