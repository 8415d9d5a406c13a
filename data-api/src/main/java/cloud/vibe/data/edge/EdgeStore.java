package cloud.vibe.data.edge;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.database.Standing;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Edges in PostgreSQL, whose policies and triggers decide who sees and makes them, how large a tree grows, and what is inherited. */
final class EdgeStore {
    private static final String COLUMNS =
            "id, source, target, label, data::text AS data, created_at, updated_at, created_by, created_by_app";

    private static final CallerStatement CREATE = CallerStatement.of("""
            WITH ends AS (
                SELECT s.id AS source, s.type AS source_type, t.id AS target, t.type AS target_type
                FROM vibe.documents AS s, vibe.documents AS t
                WHERE s.id = ? AND s.deleted_at IS NULL AND t.id = ? AND t.deleted_at IS NULL
            ), made AS (
                INSERT INTO vibe.doc_edges (id, source, target, label, data)
                SELECT ?::uuid, source, target, ?::text, ?::jsonb FROM ends
                ON CONFLICT DO NOTHING
                RETURNING %s
            )
            SELECT made.*, ends.source_type, ends.target_type FROM made, ends
            """.formatted(COLUMNS));

    private static final CallerStatement WHY = CallerStatement.of("""
            SELECT standing,
                EXISTS (SELECT 1 FROM vibe.documents WHERE id = ? AND deleted_at IS NULL) AS source_visible,
                EXISTS (SELECT 1 FROM vibe.documents WHERE id = ? AND deleted_at IS NULL) AS target_visible,
                EXISTS (SELECT 1 FROM vibe.doc_edges WHERE source = ? AND target = ? AND label = ?) AS is_there
            FROM vibe.standing()
            """);

    private static final CallerStatement LIST = CallerStatement.of("""
            SELECT * FROM (
                (SELECT %1$s FROM vibe.doc_edges
                WHERE ? AND source = ? AND (?::text IS NULL OR label = ?) AND (?::uuid IS NULL OR id < ?)
                ORDER BY id DESC LIMIT ?)
                UNION ALL
                (SELECT %1$s FROM vibe.doc_edges
                WHERE ? AND target = ? AND (?::text IS NULL OR label = ?) AND (?::uuid IS NULL OR id < ?)
                ORDER BY id DESC LIMIT ?)
            ) AS found ORDER BY id DESC LIMIT ?
            """.formatted(COLUMNS));

    private static final CallerStatement VISIBLE =
            CallerStatement.of("SELECT 1 FROM vibe.documents WHERE id = ? AND deleted_at IS NULL");

    private static final CallerStatement GET = CallerStatement.of("""
            SELECT %s FROM vibe.doc_edges WHERE id = ? AND (source = ? OR target = ?)
            """.formatted(COLUMNS));

    private static final CallerStatement REPLACE = CallerStatement.of("""
            UPDATE vibe.doc_edges SET data = ?::jsonb, updated_at = now() WHERE id = ? AND (source = ? OR target = ?)
            RETURNING %s
            """.formatted(COLUMNS));

    private static final CallerStatement DELETE = CallerStatement.of("""
            DELETE FROM vibe.doc_edges WHERE id = ? AND (source = ? OR target = ?) RETURNING id
            """);

    private static final CallerStatement GRAPH = CallerStatement.of("""
            SELECT start.type AS start_type, step.*
            FROM vibe.documents AS start
            LEFT JOIN (
                SELECT g.edge, g.source, g.target, g.label, g.reached, g.depth, g.ordinality AS place, d.type
                FROM vibe.document_graph(?, ?, ?, ?, ?::integer, ?::integer) WITH ORDINALITY AS g
                JOIN vibe.documents AS d ON d.id = g.reached AND d.deleted_at IS NULL
            ) AS step ON true
            WHERE start.id = ? AND start.deleted_at IS NULL
            ORDER BY step.place
            """);

    private record Walked(String startType, Graph.@Nullable Step step) {}

    /** An edge that is new, and the types of the documents that it tells of. */
    record Made(Edge edge, String sourceType, String targetType) {}

    /** Of several that make the same edge at once, one succeeds. */
    Made create(CallerStatements database, UUID id, DocumentId source, DocumentId target, Label label, String data) {
        List<Made> made = database.write(
                CREATE,
                binds -> binds.uuid(source.value())
                        .uuid(target.value())
                        .uuid(id)
                        .text(label.value())
                        .text(data),
                row -> new Made(edge(row), row.text("source_type"), row.text("target_type")));
        if (made.isEmpty()) {
            throw whyNotCreated(database, source, target, label);
        }
        return made.getFirst();
    }

    List<Edge> list(
            CallerStatements database, DocumentId document, Direction direction, @Nullable Label label, IdPage page) {
        String wanted = label == null ? null : label.value();
        List<Edge> found = database.readNamed(
                document,
                LIST,
                binds -> {
                    for (boolean leads : new boolean[] {direction.leadsOut(), direction.leadsIn()}) {
                        binds.flag(leads)
                                .uuid(document.value())
                                .text(wanted)
                                .text(wanted)
                                .uuid(page.after())
                                .uuid(page.after())
                                .number(page.rows());
                    }
                    binds.number(page.rows());
                },
                EdgeStore::edge);
        if (found.isEmpty()) {
            requireVisible(database, document);
        }
        return found;
    }

    Edge get(CallerStatements database, DocumentId document, UUID edge) {
        return database.found(database.readNamed(
                document,
                GET,
                binds -> binds.uuid(edge).uuid(document.value()).uuid(document.value()),
                EdgeStore::edge));
    }

    Edge replace(CallerStatements database, DocumentId document, UUID edge, String data) {
        return database.found(database.write(
                REPLACE,
                binds -> binds.text(data).uuid(edge).uuid(document.value()).uuid(document.value()),
                EdgeStore::edge));
    }

    void delete(CallerStatements database, DocumentId document, UUID edge) {
        database.found(database.write(
                DELETE, binds -> binds.uuid(edge).uuid(document.value()).uuid(document.value()), row -> true));
    }

    Graph graph(
            CallerStatements database,
            DocumentId start,
            Direction direction,
            @Nullable Label label,
            int depth,
            int maxEdges) {
        List<Walked> walked = database.readNamed(
                start,
                GRAPH,
                binds -> binds.uuid(start.value())
                        .text(label == null ? null : label.value())
                        .flag(direction.leadsOut())
                        .flag(direction.leadsIn())
                        .number(depth)
                        // One more tells whether there are more.
                        .number(maxEdges + 1L)
                        .uuid(start.value()),
                EdgeStore::walked);
        String startType = database.found(walked).startType();
        List<Graph.Step> steps =
                walked.stream().flatMap(row -> Stream.ofNullable(row.step())).toList();
        return Graph.of(start.value(), startType, steps, maxEdges);
    }

    private void requireVisible(CallerStatements database, DocumentId document) {
        database.found(database.readNamed(document, VISIBLE, binds -> binds.uuid(document.value()), row -> true));
    }

    private Problem whyNotCreated(CallerStatements database, DocumentId source, DocumentId target, Label label) {
        return database.read(
                        WHY,
                        binds -> binds.uuid(source.value())
                                .uuid(target.value())
                                .uuid(source.value())
                                .uuid(target.value())
                                .text(label.value()),
                        EdgeStore::reason)
                .getFirst();
    }

    private static Problem reason(Row row) throws SQLException {
        Optional<Problem> refusal = Standing.refusal(row.text("standing"));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!row.flag("source_visible")) {
            return Problem.notFound();
        }
        if (!row.flag("target_visible")) {
            return Problem.of(ProblemCode.NOT_FOUND, "The target does not exist, or it is not yours to see.");
        }
        return row.flag("is_there")
                ? Problem.of(ProblemCode.EDGE_EXISTS, "From one document to another there is one edge of each label.")
                : Problem.notFound();
    }

    private static Edge edge(Row row) throws SQLException {
        UUID creator = row.uuid("created_by");
        return new Edge(
                row.uuid("id"),
                row.uuid("source"),
                row.uuid("target"),
                row.text("label"),
                row.text("data"),
                row.time("created_at"),
                row.time("updated_at"),
                row.flag("created_by_app") ? new AppId(creator) : new PersonId(creator));
    }

    private static Walked walked(Row row) throws SQLException {
        UUID edge = row.optionalUuid("edge");
        Graph.Step step = edge == null
                ? null
                : new Graph.Step(
                        new Graph.Line(edge, row.uuid("source"), row.uuid("target"), row.text("label")),
                        row.uuid("reached"),
                        new Graph.Node(row.text("type"), row.number("depth")));
        return new Walked(row.text("start_type"), step);
    }
}
