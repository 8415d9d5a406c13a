package cloud.vibe.data.document;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Rev;
import java.sql.SQLException;
import java.util.List;

/** What documents were before, as a trigger has kept it. The policy shows it to who manages the document and to nobody else. */
final class VersionStore {
    // A page ends early where its data grows, as a page of documents does.
    private static final int PAGE_BYTES = 4 * 1024 * 1024;
    private static final CallerStatement LIST = CallerStatement.of("""
            SELECT * FROM (
                SELECT page.*, count(*) OVER () AS found,
                    sum(octet_length(data)) OVER (ORDER BY number DESC) AS running
                FROM (
                    SELECT number, rev, written_at, replaced_at, data::text AS data FROM vibe.doc_versions
                    WHERE document = ? AND number < ?
                    ORDER BY number DESC LIMIT ?
                ) AS page
            ) AS sized
            WHERE running - octet_length(data) < %d
            ORDER BY number DESC
            """.formatted(PAGE_BYTES));

    private static final CallerStatement GET = CallerStatement.of("""
            SELECT number, rev, written_at, replaced_at, data::text AS data FROM vibe.doc_versions
            WHERE document = ? AND rev = ?
            """);

    // The version before a tombstone is the data that was deleted.
    private static final CallerStatement RESTORE = CallerStatement.of("""
            UPDATE vibe.documents AS d SET data = v.data, updated_at = now(), deleted_at = NULL,
                rev = (split_part(d.rev, '-', 1)::bigint + 1) || '-'
                    || substr(encode(sha256(convert_to(v.data::text, 'UTF8')), 'hex'), 1, 16)
            FROM vibe.doc_versions AS v
            WHERE d.id = ? AND d.deleted_at IS NOT NULL
                AND v.document = d.id AND v.number = split_part(d.rev, '-', 1)::bigint - 1
            RETURNING d.id, d.type, d.key, d.rev, d.owner, d.owner_is_app, d.created_at, d.updated_at, d.data::text AS data
            """);

    private static final CallerStatement WHY = CallerStatement.of("""
            SELECT d.deleted_at IS NULL AS is_there,
                d.owner = vibe.me() OR EXISTS (
                    SELECT 1 FROM vibe.doc_acl_index AS a WHERE a.document = d.id AND a.action = 'manage') AS is_manager
            FROM vibe.documents AS d WHERE d.id = ?
            """);

    // Whom the policy for changes lets through can lock it.
    private static final CallerStatement LOCK =
            CallerStatement.of("SELECT id FROM vibe.documents WHERE id = ? FOR NO KEY UPDATE");

    private record Listed(Version version, long found) {}

    private record Seen(boolean isThere, boolean isManager) {}

    private final DocumentStore documents = new DocumentStore();

    /** The history of what the caller manages, which may be a tombstone as well. */
    VersionPage list(CallerStatements database, DocumentId id, VersionPage.Wanted wanted) {
        List<Listed> listed = database.read(
                LIST,
                binds -> binds.uuid(id.value()).number(wanted.before()).number(wanted.limit() + 1L),
                row -> new Listed(version(row), row.number("found")));
        if (listed.isEmpty()) {
            requireManager(database, id);
            return new VersionPage(List.of(), false);
        }
        List<Version> versions =
                listed.stream().limit(wanted.limit()).map(Listed::version).toList();
        return new VersionPage(versions, listed.getFirst().found() > versions.size());
    }

    Version get(CallerStatements database, DocumentId id, String rev) {
        List<Version> found = database.read(GET, binds -> binds.uuid(id.value()).text(rev), VersionStore::version);
        if (found.isEmpty()) {
            requireManager(database, id);
            throw Problem.notFound();
        }
        return found.getFirst();
    }

    /** Brings back what was deleted. Of one that is there, it is how it is: whoever asks twice hears the same. */
    Document restore(CallerStatements database, DocumentId id) {
        List<Document> restored = database.write(RESTORE, binds -> binds.uuid(id.value()), Row::document);
        if (!restored.isEmpty()) {
            return restored.getFirst();
        }
        if (requireManager(database, id).isThere()) {
            return documents.get(database, id);
        }
        if (database.write(LOCK, binds -> binds.uuid(id.value()), row -> true).isEmpty()) {
            throw Problem.permissionMissing();
        }
        throw Problem.of(ProblemCode.NOT_KEPT, "What is deleted is kept for 30 days; this was deleted before that.");
    }

    private static Seen requireManager(CallerStatements database, DocumentId id) {
        List<Seen> seen = database.read(
                WHY, binds -> binds.uuid(id.value()), row -> new Seen(row.flag("is_there"), row.flag("is_manager")));
        // What others have deleted is there for nobody else.
        if (seen.isEmpty() || (!seen.getFirst().isThere() && !seen.getFirst().isManager())) {
            database.requireGoodStanding();
            throw Problem.notFound();
        }
        if (!seen.getFirst().isManager()) {
            throw Problem.of(
                    ProblemCode.PERMISSION_MISSING,
                    "Only who manages a document may see what it was before, or bring it back.");
        }
        return seen.getFirst();
    }

    private static Version version(Row row) throws SQLException {
        return new Version(
                row.number("number"),
                new Rev(row.text("rev")),
                row.time("written_at"),
                row.time("replaced_at"),
                row.text("data"));
    }
}
