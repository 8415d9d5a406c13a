package cloud.vibe.data.document;

import cloud.vibe.data.database.Binds;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.database.Standing;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.util.List;
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

    // A tombstone does not stand in the way. What lives stays as it is; should it have come after our snapshot, nothing
    // comes back at all, and the statement is sent again.
    private static final CallerStatement CREATE_BY_KEY =
            CallerStatement.of("""
            WITH given AS MATERIALIZED (
                SELECT ?::uuid AS id, ?::uuid AS owner, ?::text AS type, ?::text AS key, data,
                    sha256(convert_to(data::text, 'UTF8')) AS digest
                FROM (SELECT ?::jsonb AS data) AS sent
            ), made AS (
                INSERT INTO vibe.documents (id, owner, type, key, data, first_digest, rev)
                SELECT id, owner, type, key, data, digest, '1-' || ? FROM given
                ON CONFLICT (owner, type, key) WHERE key IS NOT NULL AND deleted_at IS NULL DO NOTHING
                RETURNING %s
            )
            SELECT made.*, true AS is_new, true AS is_same FROM made
            UNION ALL
            SELECT %s, false, COALESCE(first_digest = (SELECT digest FROM given), false)
            FROM vibe.documents
            WHERE (owner, type, key) = (SELECT owner, type, key FROM given) AND deleted_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM made)
            """.formatted(Row.DOCUMENT_COLUMNS, Row.DOCUMENT_COLUMNS));
    private static final int CREATE_ATTEMPTS = 10;

    static final CallerStatement GET = CallerStatement.of("""
            SELECT %s FROM vibe.documents WHERE id = ? AND deleted_at IS NULL
            """.formatted(Row.DOCUMENT_COLUMNS));
    private static final CallerStatement GET_LOCKED = CallerStatement.of("""
            SELECT %s FROM vibe.documents WHERE id = ? AND deleted_at IS NULL FOR NO KEY UPDATE
            """.formatted(Row.DOCUMENT_COLUMNS));
    private static final CallerStatement GET_BY_KEY = CallerStatement.of("""
            SELECT %s FROM vibe.documents WHERE owner = ? AND type = ? AND key = ? AND deleted_at IS NULL
            """.formatted(Row.DOCUMENT_COLUMNS));

    /** Whether the caller's app wants writes of the documents' type to name the rev that they replace. */
    static final String REV_REQUIRED = """
            EXISTS (SELECT 1 FROM vibe.type_settings AS s
                WHERE s.app = (SELECT current_setting('vibe.app', true)) AND s.type = documents.type AND s.rev_required)""";

    // The conditions of Expected, in its order.
    private static final String EXPECTED = "(? OR rev = ANY (?)) AND (? OR NOT " + REV_REQUIRED + ")";

    private static final CallerStatement REPLACE = CallerStatement.of("""
            UPDATE vibe.documents
            SET data = ?::jsonb, rev = (split_part(rev, '-', 1)::bigint + 1) || '-' || ?, updated_at = now()
            WHERE id = ? AND deleted_at IS NULL AND %s AND type = COALESCE(?, type)
            RETURNING %s
            """.formatted(EXPECTED, Row.DOCUMENT_COLUMNS));

    private static final CallerStatement DELETE = CallerStatement.of("""
            UPDATE vibe.documents
            SET data = NULL, rev = (split_part(rev, '-', 1)::bigint + 1) || '-' || ?, updated_at = now(), deleted_at = now()
            WHERE id = ? AND deleted_at IS NULL AND %s
            RETURNING id
            """.formatted(EXPECTED));

    // A row can be locked by whom the policy for changes lets through: so the rule is asked, and not repeated here.
    private static final CallerStatement WHY = CallerStatement.of("""
            WITH writable AS (
                SELECT id FROM vibe.documents WHERE id = ? AND deleted_at IS NULL FOR NO KEY UPDATE
            )
            SELECT standing, documents.id IS NOT NULL AS visible, type, EXISTS (SELECT 1 FROM writable) AS writable,
                %s AS rev_required
            FROM vibe.standing() LEFT JOIN vibe.documents ON documents.id = ? AND deleted_at IS NULL
            """.formatted(REV_REQUIRED));

    private record Found(Kept kept, boolean isSame) {}

    private record Reason(
            @Nullable Problem refusal,
            boolean visible,
            @Nullable String type,
            boolean writable,
            boolean revRequired) {}

    /**
     * Keeps a new document. Under a key it is kept once, until it is deleted: the same first data again leads to the document as it is
     * now.
     *
     * @throws Problem if another first data was given under the key
     */
    Kept create(CallerStatements database, NewDocument document) {
        DocumentKey key = document.key();
        return key == null ? createUnnamed(database, document) : createByKey(database, document, key);
    }

    private static Kept createUnnamed(CallerStatements database, NewDocument document) {
        Document created = database.write(
                        CREATE,
                        binds -> binds.uuid(document.id().value())
                                .uuid(database.caller().me().value())
                                .text(document.type().value())
                                .text(document.data())
                                .text(RevDigest.of(document.data())),
                        Row::document)
                .getFirst();
        return new Kept(created, true);
    }

    private static Kept createByKey(CallerStatements database, NewDocument document, DocumentKey key) {
        for (int attempt = 0; attempt < CREATE_ATTEMPTS; attempt++) {
            List<Found> found = database.write(
                    CREATE_BY_KEY,
                    binds -> binds.uuid(document.id().value())
                            .uuid(database.caller().me().value())
                            .text(document.type().value())
                            .text(key.value())
                            .text(document.data())
                            .text(RevDigest.of(document.data())),
                    row -> new Found(new Kept(row.document(), row.flag("is_new")), row.flag("is_same")));
            if (!found.isEmpty()) {
                if (!found.getFirst().isSame()) {
                    throw keyTaken();
                }
                return found.getFirst().kept();
            }
        }
        throw Problem.unavailable("Others create and delete under this key all the time.", null);
    }

    static Problem keyTaken() {
        return Problem.of(
                ProblemCode.KEY_TAKEN,
                "A document of this type was created under this key with other data: read it by its key and change it, or take"
                        + " another key.");
    }

    Document get(CallerStatements database, DocumentId id) {
        List<Document> found = database.readNamed(id, GET, binds -> binds.uuid(id.value()), Row::document);
        if (found.isEmpty()) {
            throw notFound(database);
        }
        return found.getFirst();
    }

    /** Until the transaction ends nobody else changes it. */
    Document getLocked(CallerStatements database, DocumentId id) {
        List<Document> found = database.write(GET_LOCKED, binds -> binds.uuid(id.value()), Row::document);
        if (found.isEmpty()) {
            throw whyUnchanged(database, id, Expected.ANY, null);
        }
        return found.getFirst();
    }

    Document getByKey(CallerStatements database, Owner owner, DocumentType type, DocumentKey key) {
        List<Document> found = database.read(
                GET_BY_KEY,
                binds -> binds.uuid(owner.value()).text(type.value()).text(key.value()),
                Row::document);
        if (found.isEmpty()) {
            throw notFound(database);
        }
        return found.getFirst();
    }

    private static Problem notFound(CallerStatements database) {
        database.requireGoodStanding();
        // Whether it exists or not: nobody is asked for a token.
        database.caller().me();
        return Problem.notFound();
    }

    /** Of several that replace the same rev at once, exactly one succeeds. */
    Document replace(
            CallerStatements database, DocumentId id, Expected expected, @Nullable DocumentType type, String data) {
        List<Document> replaced = database.write(
                REPLACE,
                binds -> bind(binds.text(data).text(RevDigest.of(data)).uuid(id.value()), expected)
                        .text(type == null ? null : type.value()),
                Row::document);
        if (replaced.isEmpty()) {
            throw whyUnchanged(database, id, expected, type);
        }
        return replaced.getFirst();
    }

    void delete(CallerStatements database, DocumentId id, Expected expected) {
        List<Boolean> deleted = database.write(
                DELETE, binds -> bind(binds.text(RevDigest.DELETED).uuid(id.value()), expected), row -> true);
        if (deleted.isEmpty()) {
            throw whyUnchanged(database, id, expected, null);
        }
    }

    private static Binds bind(Binds binds, Expected expected) throws SQLException {
        return binds.flag(expected.isAny()).texts(expected.revs()).flag(expected.isNamed());
    }

    private static Problem whyUnchanged(
            CallerStatements database, DocumentId id, Expected expected, @Nullable DocumentType type) {
        Reason reason = database.readNamed(
                        id,
                        WHY,
                        binds -> binds.uuid(id.value()).uuid(id.value()),
                        row -> new Reason(
                                Standing.refusal(row.text("standing")).orElse(null),
                                row.flag("visible"),
                                row.optionalText("type"),
                                row.flag("writable"),
                                row.flag("rev_required")))
                .getFirst();
        if (reason.refusal() != null) {
            return reason.refusal();
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
        if (reason.revRequired() && !expected.isNamed()) {
            return Expected.required();
        }
        return Expected.stale();
    }
}
