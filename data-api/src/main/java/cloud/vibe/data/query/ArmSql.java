package cloud.vibe.data.query;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.query.Place.Beside;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes where documents are looked for: among the caller's own, among those that others share with them one by one, and among all of those
 * who have opened a whole type to them. Each of these arms is led by an index of its own, and no document is in two of them. Without them
 * PostgreSQL would ask the policy of every document there is; it asks it of what they find all the same, and only the policy decides.
 */
final class ArmSql {
    private static final UUID LAST = new UUID(-1, -1);
    private final Query query;
    private final Plan plan;
    private final UUID me;
    private final @Nullable UUID owner;
    private final SelectorSql selectors;

    /** @param owner whose documents are wanted; nothing means everybody's */
    ArmSql(Query query, Plan plan, UUID me, @Nullable UUID owner, DidDomain domain) {
        this.query = query;
        this.plan = plan;
        this.me = me;
        this.owner = owner;
        this.selectors = new SelectorSql(domain);
    }

    /**
     * One of the places to look.
     *
     * @param found {@code FROM ... WHERE ...} with {@code d} for the documents
     * @param page the same, or only as much of it as a page can show
     * @param index the declared index that leads, as {@code i}, if one does
     */
    record Arm(SqlText found, SqlText page, @Nullable DeclaredIndex index) {
        Arm(SqlText found, @Nullable DeclaredIndex index) {
            this(found, found, index);
        }
    }

    List<Arm> arms() {
        List<Arm> arms = new ArrayList<>();
        if (owner == null || owner.equals(me)) {
            arms.add(own());
        }
        if (owner == null || !owner.equals(me)) {
            arms.add(plan.index() == null ? sharedByList() : sharedByIndex(plan.index()));
            arms.add(new Arm(opened(), null));
        }
        return arms;
    }

    private Arm own() {
        DeclaredIndex index = plan.index();
        SqlText sql = SqlText.of(
                index == null
                        ? "FROM vibe.documents AS d WHERE "
                        : "FROM vibe.doc_index_entries AS i JOIN vibe.documents AS d ON d.id = i.document WHERE ");
        if (index != null) {
            sql.add("i.index_id = ").add(ready(index)).add(" AND i.owner = ").bind(binds -> binds.uuid(me));
            sql.add(bounds()).add(" AND ");
        }
        sql.add("d.owner = ").bind(binds -> binds.uuid(me)).add(wanted());
        return new Arm(sql, index);
    }

    /** Nothing at all is found where the index is not ready any more, and the store asks again without it. */
    private static SqlText ready(DeclaredIndex index) {
        return SqlText.of("(SELECT x.id FROM vibe.doc_indexes AS x WHERE x.state = 'ready' AND x.id = ")
                .bind(binds -> binds.number(index.id()))
                .add(")");
    }

    private SqlText bounds() {
        SqlText sql = new SqlText();
        plan.bounds().forEach(bound -> sql.add(" AND ").add(IndexBounds.of(bound)));
        return sql;
    }

    private Arm sharedByList() {
        return new Arm(shared(), isPlainList() ? newestShared() : shared(), null);
    }

    private Arm sharedByIndex(DeclaredIndex index) {
        SqlText entries = SqlText.of("SELECT s.document, s.value COLLATE \"C\" AS value FROM vibe.shared_entries(")
                .add(ready(index))
                .add(", ")
                .bindText(query.type().value())
                .add(") AS s");
        SqlText sql = SqlText.of("FROM (").add(entries);
        if (plan.servesSort()) {
            // In order before the documents are fetched: a page then fetches only until it is full.
            sql.add(query.sortBeforeId().getFirst().isDescending() ? " ORDER BY value DESC" : " ORDER BY value");
        }
        // One by one, by their ids: where a type has few documents, PostgreSQL would ask the policy of them all
        // instead.
        sql.add(") AS i CROSS JOIN LATERAL (");
        sql.add("SELECT * FROM vibe.documents AS one WHERE one.id = i.document OFFSET 0) AS d WHERE true");
        return new Arm(sql.add(bounds()).add(ofOthers()), index);
    }

    private SqlText shared() {
        return SqlText.of("FROM vibe.documents AS d WHERE d.id IN (SELECT s.id FROM vibe.shared_with_me(")
                .bindText(query.type().value())
                .add(") AS s(id))")
                .add(ofOthers());
    }

    /** Nothing is asked but what is newest, and of nobody in particular. */
    private boolean isPlainList() {
        return owner == null
                && query.sortBeforeId().isEmpty()
                && query.isIdDescending()
                && query.selector().equals(Selector.everything());
    }

    private SqlText newestShared() {
        Cursor after = query.after();
        UUID below = after == null ? LAST : after.id().value();
        return SqlText.of("FROM vibe.shared_newest(")
                .bindText(query.type().value())
                .add(", ")
                .bind(binds -> binds.uuid(below))
                .add(", ")
                .bind(binds -> binds.number(query.limit() + 1L))
                .add("::integer) AS d WHERE true")
                .add(ofOthers());
    }

    private SqlText opened() {
        return SqlText.of("FROM vibe.documents AS d WHERE d.owner IN (SELECT s.id FROM vibe.owners_open_to_me(")
                .bindText(query.type().value())
                .add(") AS s(id)) AND NOT EXISTS (SELECT 1 FROM vibe.shared_with_me(")
                .bindText(query.type().value())
                .add(") AS s(id) WHERE s.id = d.id)")
                .add(ofOthers());
    }

    private SqlText ofOthers() {
        SqlText sql = SqlText.of(" AND d.owner <> ").bind(binds -> binds.uuid(me));
        if (owner != null) {
            sql.add(" AND d.owner = ").bind(binds -> binds.uuid(owner));
        }
        return sql.add(wanted());
    }

    private SqlText wanted() {
        SqlText sql = SqlText.of(" AND d.type = ").bindText(query.type().value());
        sql.add(" AND d.deleted_at IS NULL").add(named());
        if (query.selector().equals(Selector.everything())) {
            return sql;
        }
        // PostgreSQL knows nothing of what stands in JSON. Of a comparison it would expect next to no rows, and so
        // collect and sort all of them for a page that the first few hundred fill; of a CASE it expects half of them,
        // and goes along the index in order.
        return sql.add(" AND CASE WHEN ")
                .add(selectors.condition(query.selector()))
                .add(" THEN true ELSE false END");
    }

    /** Ids and keys that are asked for in so many words lead to their documents by the table's own indexes. */
    private SqlText named() {
        SqlText sql = new SqlText();
        query.selector().required().forEach(test -> {
            if (test.place() instanceof Beside(Metadata what)) {
                switch (what) {
                    case ID ->
                        texts(test.condition())
                                .ifPresent(texts -> sql.add(" AND d.id = ANY (")
                                        .bindTexts(texts.stream()
                                                .filter(ArmSql::isId)
                                                .toList())
                                        .add("::uuid[])"));
                    case KEY ->
                        texts(test.condition())
                                .ifPresent(texts -> sql.add(" AND d.key = ANY (")
                                        .bindTexts(texts)
                                        .add(")"));
                    case REV, OWNER, CREATED_AT, UPDATED_AT -> {}
                }
            }
        });
        return sql;
    }

    private static Optional<List<String>> texts(Condition condition) {
        List<JsonNode> values = switch (condition) {
            case Condition.Equal equal -> List.of(equal.value());
            case Condition.OneOf oneOf -> oneOf.values();
            default -> null;
        };
        return Optional.ofNullable(values)
                .map(all -> all.stream()
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .toList());
    }

    private static boolean isId(String text) {
        try {
            DocumentId.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
