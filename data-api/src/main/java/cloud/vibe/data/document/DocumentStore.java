package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Documents in PostgreSQL. The policies decide what a caller may see and change; naming the owner here only lets an index drive the query.
 * What succeeds is one round trip. Only when nothing came back is a second statement asked why.
 */
final class DocumentStore {
    private static final CallerStatement CREATE = CallerStatement.of("""
            INSERT INTO vibe.documents (id, owner, type, data, rev)
            VALUES (?, ?, ?, ?::jsonb, '1-' || ?)
            RETURNING %s
            """.formatted(Row.DOCUMENT_COLUMNS));

    private static final CallerStatement GET = CallerStatement.of("""
            SELECT %s FROM vibe.documents WHERE id = ? AND deleted_at IS NULL
            """.formatted(Row.DOCUMENT_COLUMNS));

    private static final CallerStatement REPLACE = CallerStatement.of("""
            UPDATE vibe.documents
            SET data = ?::jsonb, rev = (split_part(rev, '-', 1)::bigint + 1) || '-' || ?, updated_at = now()
            WHERE id = ? AND deleted_at IS NULL AND (? OR rev = ANY (?)) AND type = COALESCE(?, type)
            RETURNING %s
            """.formatted(Row.DOCUMENT_COLUMNS));

    private static final CallerStatement DELETE = CallerStatement.of("""
            UPDATE vibe.documents
            SET data = NULL, rev = (split_part(rev, '-', 1)::bigint + 1) || '-' || ?, updated_at = now(), deleted_at = now()
            WHERE id = ? AND deleted_at IS NULL AND (? OR rev = ANY (?))
            RETURNING id
            """);

    // A row can be locked by whom the policy for changes lets through: so the rule is asked, and not repeated here.
    private static final CallerStatement WHY = CallerStatement.of("""
            WITH writable AS (
                SELECT id FROM vibe.documents WHERE id = ? AND deleted_at IS NULL FOR NO KEY UPDATE
            )
            SELECT standing, d.id IS NOT NULL AS visible, d.type, EXISTS (SELECT 1 FROM writable) AS writable
            FROM vibe.standing() AS s LEFT JOIN vibe.documents AS d ON d.id = ? AND d.deleted_at IS NULL
            """);

    private final CallerDatabase database;

    DocumentStore(CallerDatabase database) {
        this.database = database;
    }

    private record Reason(
            boolean refused, boolean visible, @Nullable String type, boolean writable) {}

    Document create(Caller caller, DocumentId id, DocumentType type, String data) {
        return database.write(
                        caller,
                        CREATE,
                        binds -> binds.uuid(id.value())
                                .uuid(caller.me().value())
                                .text(type.value())
                                .text(data)
                                .text(digest(data)),
                        Row::document)
                .getFirst();
    }

    Document get(Caller caller, DocumentId id) {
        List<Document> found = database.readNamed(caller, id, GET, binds -> binds.uuid(id.value()), Row::document);
        if (found.isEmpty()) {
            database.requireGoodStanding(caller);
            // Whether it exists or not: nobody is asked for a token.
            caller.me();
            throw Problem.notFound();
        }
        return found.getFirst();
    }

    /** Of several that replace the same rev at once, exactly one succeeds. */
    Document replace(Caller caller, DocumentId id, EntityTags ifMatch, DocumentContent content) {
        DocumentType type = content.type();
        List<Document> replaced = database.write(
                caller,
                REPLACE,
                binds -> binds.text(content.data())
                        .text(digest(content.data()))
                        .uuid(id.value())
                        .flag(ifMatch.any())
                        .texts(ifMatch.revs())
                        .text(type == null ? null : type.value()),
                Row::document);
        if (replaced.isEmpty()) {
            throw whyUnchanged(caller, id, type);
        }
        return replaced.getFirst();
    }

    void delete(Caller caller, DocumentId id, Optional<EntityTags> ifMatch) {
        List<Boolean> deleted = database.write(
                caller,
                DELETE,
                binds -> binds.text(digest("deleted"))
                        .uuid(id.value())
                        .flag(ifMatch.map(EntityTags::any).orElse(true))
                        .texts(ifMatch.map(EntityTags::revs).orElse(List.of())),
                row -> true);
        if (deleted.isEmpty()) {
            throw whyUnchanged(caller, id, null);
        }
    }

    private Problem whyUnchanged(Caller caller, DocumentId id, @Nullable DocumentType type) {
        Reason reason = database.readNamed(
                        caller,
                        id,
                        WHY,
                        binds -> binds.uuid(id.value()).uuid(id.value()),
                        row -> new Reason(
                                !row.text("standing").equals("good"),
                                row.flag("visible"),
                                row.optionalText("type"),
                                row.flag("writable")))
                .getFirst();
        if (reason.refused()) {
            return Problem.grantRevoked();
        }
        if (!reason.visible()) {
            return Problem.notFound();
        }
        if (!reason.writable()) {
            return Problem.of(ProblemCode.PERMISSION_MISSING, "You may read this document, not change it.");
        }
        if (type != null && !type.value().equals(reason.type())) {
            return Problem.invalidDocument("A document keeps its type.");
        }
        return Problem.of(ProblemCode.REV_STALE, "Read the document again, then send your change with its rev.");
    }

    private static String digest(String data) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(data.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
