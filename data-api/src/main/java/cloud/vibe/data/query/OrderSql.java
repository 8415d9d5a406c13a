package cloud.vibe.data.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the order of a list and where in it a page begins. What a document is sorted by stands in {@code s0, s1, ...}: text that is
 * compared byte by byte and never NULL. Its id comes last, so that no two documents share a place.
 */
final class OrderSql {
    private final Query query;
    private final List<SortTerm> terms;
    private final DocumentSql document;

    OrderSql(Query query, DocumentSql document) {
        this.query = query;
        this.terms = query.sortBeforeId();
        this.document = document;
    }

    /** {@code , ... AS s0, ... AS s1}. */
    SqlText columns(@Nullable DeclaredIndex index) {
        SqlText sql = new SqlText();
        for (int i = 0; i < terms.size(); i++) {
            sql.add(", ").add(key(index, i)).add(" AS s", i);
        }
        return sql;
    }

    /** {@code , page.s0, page.s1}. */
    SqlText columnsOfPage() {
        SqlText sql = new SqlText();
        for (int i = 0; i < terms.size(); i++) {
            sql.add(", page.s", i);
        }
        return sql;
    }

    /** What comes after ORDER BY. */
    SqlText terms() {
        SqlText sql = new SqlText();
        for (int i = 0; i < terms.size(); i++) {
            sql.add("s", i).add(terms.get(i).isDescending() ? " DESC, " : ", ");
        }
        return sql.add(query.isIdDescending() ? "id DESC" : "id");
    }

    /** Behind the cursor. Where all terms go one way, as a single comparison of rows, which an index can begin at. */
    SqlText behind(Cursor after, @Nullable DeclaredIndex index) {
        boolean isOneWay = terms.stream().allMatch(term -> term.isDescending() == query.isIdDescending());
        if (!isOneWay) {
            return behind(after, index, 0);
        }
        SqlText sql = SqlText.of("(");
        for (int i = 0; i < terms.size(); i++) {
            sql.add(key(index, i)).add(", ");
        }
        sql.add(id(index)).add(query.isIdDescending() ? ") < (" : ") > (");
        after.keys().forEach(key -> sql.bindText(key).add(", "));
        return sql.bind(binds -> binds.uuid(after.id().value())).add(")");
    }

    private SqlText behind(Cursor after, @Nullable DeclaredIndex index, int position) {
        if (position == terms.size()) {
            return id(index)
                    .add(query.isIdDescending() ? " < " : " > ")
                    .bind(binds -> binds.uuid(after.id().value()));
        }
        String key = after.keys().get(position);
        boolean isDescending = terms.get(position).isDescending();
        return SqlText.of("(")
                .add(key(index, position))
                .add(isDescending ? " <= " : " >= ")
                .bindText(key)
                .add(" AND (")
                .add(key(index, position))
                .add(isDescending ? " < " : " > ")
                .bindText(key)
                .add(" OR ")
                .add(behind(after, index, position + 1))
                .add("))");
    }

    private boolean isInOrder(@Nullable DeclaredIndex index) {
        return index != null
                && !terms.isEmpty()
                && index.path().equals(terms.getFirst().place());
    }

    private SqlText key(@Nullable DeclaredIndex index, int position) {
        if (position == 0 && isInOrder(index)) {
            return SqlText.of("i.value");
        }
        return switch (terms.get(position).place()) {
            case Place.Beside(Metadata what) ->
                SqlText.of("(COALESCE(").add(document.text(what)).add(", '') COLLATE \"C\")");
            case Place.InData place ->
                SqlText.of("(vibe.sort_key(")
                        .add(DocumentSql.value(SqlText.of("d.data"), place))
                        .add(") COLLATE \"C\")");
        };
    }

    private SqlText id(@Nullable DeclaredIndex index) {
        return SqlText.of(isInOrder(index) ? "i.document" : "d.id");
    }
}
