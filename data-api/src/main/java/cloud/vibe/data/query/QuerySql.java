package cloud.vibe.data.query;

import cloud.vibe.data.database.Row;
import cloud.vibe.data.query.ArmSql.Arm;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** Writes the whole statement of a query: a page of documents, groups, or the probe of what it would cost. */
final class QuerySql {
    /** A page ends early where its data grows beyond this. */
    static final int PAGE_BYTES = 4 * 1024 * 1024;

    private final Query query;
    private final List<Arm> arms;
    private final DocumentSql document;
    private final OrderSql order;

    QuerySql(Query query, List<Arm> arms, DocumentSql document) {
        this.query = query;
        this.arms = arms;
        this.document = document;
        this.order = new OrderSql(query, document);
    }

    /** A page in its order; {@code found} counts also the rows that were cut off, {@code total} all that the selector meets. */
    SqlText page() {
        SqlText page =
                SqlText.of("SELECT ").add(Row.DOCUMENT_COLUMNS).add(", found").add(order.columnsOfPage());
        page.add(" FROM (SELECT page.*, count(*) OVER () AS found,");
        page.add(" sum(octet_length(page.data)) OVER (ORDER BY ")
                .add(order.terms())
                .add(") AS running FROM (SELECT ");
        page.add(
                "page.id, page.type, page.key, page.rev, page.owner, page.owner_is_app, page.created_at, page.updated_at, ");
        page.add(data())
                .add(" AS data")
                .add(order.columnsOfPage())
                .add(" FROM (")
                .add(rows())
                .add(") AS page) AS page");
        page.add(") AS page WHERE running - octet_length(page.data) < ").bind(binds -> binds.number(PAGE_BYTES));
        page.add(" ORDER BY ").add(order.terms());
        if (!query.counts()) {
            return page;
        }
        SqlText counted = SqlText.of("SELECT counted.total, page.* FROM (SELECT count(*) AS total FROM (");
        counted.add(probe()).add(") AS every) AS counted LEFT JOIN (").add(page).add(") AS page ON true ORDER BY ");
        return counted.add(order.terms());
    }

    /** Everything that the selector meets, which is what an answer costs at worst. */
    SqlText probe() {
        return SqlText.joined(
                arms.stream()
                        .map(arm -> SqlText.of("SELECT 1 ").add(arm.found()))
                        .toList(),
                " UNION ALL ");
    }

    /** One row for each group, in the order of their values. */
    SqlText groups(Aggregation aggregation) {
        return new AggregateSql(document, aggregation).statement(arms);
    }

    private SqlText data() {
        List<Place.InData> fields = query.fields();
        if (fields == null) {
            return SqlText.of("page.data::text");
        }
        ArrayNode paths = JsonNodeFactory.instance.arrayNode();
        fields.forEach(field -> field.names().forEach(paths.addArray()::add));
        return SqlText.of("vibe.picked(page.data, ").bindText(paths.toString()).add("::jsonb)::text");
    }

    // Each arm comes in the wanted order, and no longer than the page: what is beyond it in one is beyond it in all.
    private SqlText rows() {
        if (arms.size() == 1) {
            return rows(arms.getFirst());
        }
        List<SqlText> each = arms.stream()
                .map(arm -> SqlText.of("(").add(rows(arm)).add(")"))
                .toList();
        return limited(SqlText.of("SELECT * FROM (")
                .add(SqlText.joined(each, " UNION ALL "))
                .add(") AS page"));
    }

    private SqlText rows(Arm arm) {
        SqlText sql = SqlText.of(
                "SELECT d.id, d.type, d.key, d.rev, d.owner, d.owner_is_app, d.created_at, d.updated_at, d.data");
        sql.add(order.columns(arm.index())).add(" ").add(arm.page());
        Cursor after = query.after();
        if (after != null) {
            sql.add(" AND ").add(order.behind(after, arm.index()));
        }
        return limited(sql);
    }

    // One more tells whether anything follows.
    private SqlText limited(SqlText sql) {
        return sql.add(" ORDER BY ").add(order.terms()).add(" LIMIT ").bind(binds -> binds.number(query.limit() + 1L));
    }
}
