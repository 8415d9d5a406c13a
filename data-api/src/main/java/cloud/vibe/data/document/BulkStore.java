package cloud.vibe.data.document;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.Rev;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many documents in one statement. Rows are locked in the order of their ids or keys, so that two bulks at once do not wait for each other. */
final class BulkStore {
    private static final CallerStatement CREATE = CallerStatement.of("""
            INSERT INTO vibe.documents (id, owner, type, data, rev)
            SELECT id, ?, type, data::jsonb, rev
            FROM unnest(?, ?, ?, ?) AS given (id, type, data, rev)
            RETURNING id
            """);

    // The same rules as those of one document by its key.
    private static final CallerStatement CREATE_BY_KEY = CallerStatement.of("""
            WITH given AS MATERIALIZED (
                SELECT id, ?::uuid AS owner, type, key, sent.data, sha256(convert_to(sent.data::text, 'UTF8')) AS digest, rev
                FROM unnest(?, ?, ?, ?, ?) AS g (id, type, key, text, rev), LATERAL (SELECT text::jsonb AS data) AS sent
            ), made AS (
                INSERT INTO vibe.documents (id, owner, type, key, data, first_digest, rev)
                SELECT id, owner, type, key, data, digest, rev FROM given ORDER BY type, key
                ON CONFLICT (owner, type, key) WHERE key IS NOT NULL AND deleted_at IS NULL DO NOTHING
                RETURNING id, type, key, rev
            )
            SELECT id, type, key, rev, true AS is_new, true AS is_same FROM made
            UNION ALL
            SELECT d.id, d.type, d.key, d.rev, false, COALESCE(d.first_digest = given.digest, false)
            FROM given JOIN vibe.documents AS d
                ON d.owner = given.owner AND d.type = given.type AND d.key = given.key AND d.deleted_at IS NULL
            WHERE NOT EXISTS (SELECT 1 FROM made WHERE made.type = given.type AND made.key = given.key)
            """);

    private static final CallerStatement LOCK = CallerStatement.of("""
            SELECT id, type, rev,
                owner = (SELECT vibe.me()) OR EXISTS (
                    SELECT 1 FROM vibe.doc_acl_index AS a WHERE a.document = documents.id AND a.action = 'manage') AS managed,
                %s AS rev_required,
                CASE WHEN id = ANY (?) THEN octet_length(data::text) ELSE 0 END AS bytes
            FROM vibe.documents WHERE id = ANY (?) AND deleted_at IS NULL
            ORDER BY id FOR NO KEY UPDATE
            """.formatted(DocumentStore.REV_REQUIRED));

    private static final CallerStatement VISIBLE =
            CallerStatement.of("SELECT id FROM vibe.documents WHERE id = ANY (?) AND deleted_at IS NULL");

    private static final CallerStatement READ = CallerStatement.of(
            "SELECT id, data::text AS data FROM vibe.documents WHERE id = ANY (?) AND deleted_at IS NULL");

    private static final CallerStatement CHANGE = CallerStatement.of("""
            UPDATE vibe.documents AS d SET data = given.data::jsonb, rev = given.rev, updated_at = now(),
                deleted_at = CASE WHEN given.data IS NULL THEN now() END
            FROM unnest(?, ?, ?, ?) AS given (id, was, rev, data)
            WHERE d.id = given.id AND d.rev = given.was AND d.deleted_at IS NULL
            RETURNING d.id
            """);

    /** A document that nobody else changes until the transaction ends; {@code bytes} of its data only where that was asked for. */
    record Locked(DocumentId id, String type, Rev rev, boolean isManaged, boolean isRevRequired, long bytes) {}

    /** No data means that it becomes a tombstone. */
    record Changed(
            DocumentId id, Rev was, Rev rev, @Nullable String data) {}

    record Keyed(String type, String key) {
        static Keyed of(NewDocument document) {
            DocumentKey named = document.key();
            return new Keyed(document.type().value(), named == null ? "" : named.value());
        }
    }

    record Found(DocumentId id, Rev rev, boolean isNew, boolean isSame) {}

    static Rev firstRev(NewDocument document) {
        return new Rev("1-" + RevDigest.of(document.data()));
    }

    void create(CallerStatements database, List<NewDocument> documents) {
        database.write(
                CREATE,
                binds -> binds.uuid(database.caller().me().value())
                        .uuids(ids(documents))
                        .texts(all(documents, document -> document.type().value()))
                        .texts(all(documents, NewDocument::data))
                        .texts(all(documents, document -> firstRev(document).value())),
                row -> true);
    }

    /** Whatever is missing in the answer was created or deleted by others at that moment: ask again. */
    Map<Keyed, Found> createByKey(CallerStatements database, List<NewDocument> documents) {
        Map<Keyed, Found> all = new HashMap<>();
        database.write(
                CREATE_BY_KEY,
                binds -> binds.uuid(database.caller().me().value())
                        .uuids(ids(documents))
                        .texts(all(documents, document -> document.type().value()))
                        .texts(all(documents, document -> Keyed.of(document).key()))
                        .texts(all(documents, NewDocument::data))
                        .texts(all(documents, document -> firstRev(document).value())),
                row -> all.put(
                        new Keyed(row.text("type"), row.text("key")),
                        new Found(
                                new DocumentId(row.uuid("id")),
                                new Rev(row.text("rev")),
                                row.flag("is_new"),
                                row.flag("is_same"))));
        return all;
    }

    /** Of these documents all that the caller may change. */
    Map<DocumentId, Locked> lock(
            CallerStatements database, Collection<DocumentId> documents, Collection<DocumentId> toBeRead) {
        Map<DocumentId, Locked> all = new HashMap<>();
        database.write(
                        LOCK,
                        binds -> binds.uuids(values(toBeRead)).uuids(values(documents)),
                        row -> new Locked(
                                new DocumentId(row.uuid("id")),
                                row.text("type"),
                                new Rev(row.text("rev")),
                                row.flag("managed"),
                                row.flag("rev_required"),
                                row.number("bytes")))
                .forEach(locked -> all.put(locked.id(), locked));
        return all;
    }

    Set<DocumentId> visible(CallerStatements database, Collection<DocumentId> documents) {
        return new HashSet<>(
                database.read(VISIBLE, binds -> binds.uuids(values(documents)), row -> new DocumentId(row.uuid("id"))));
    }

    Map<DocumentId, String> read(CallerStatements database, Collection<DocumentId> documents) {
        Map<DocumentId, String> all = new HashMap<>();
        database.read(
                READ,
                binds -> binds.uuids(values(documents)),
                row -> all.put(new DocumentId(row.uuid("id")), row.text("data")));
        return all;
    }

    /** Those that were changed. */
    Set<DocumentId> change(CallerStatements database, List<Changed> changes) {
        List<@Nullable String> data = new ArrayList<>();
        changes.forEach(change -> data.add(change.data()));
        return new HashSet<>(database.write(
                CHANGE,
                binds -> binds.uuids(values(changes.stream().map(Changed::id).toList()))
                        .texts(changes.stream()
                                .map(change -> change.was().value())
                                .toList())
                        .texts(changes.stream()
                                .map(change -> change.rev().value())
                                .toList())
                        .optionalTexts(data),
                row -> new DocumentId(row.uuid("id"))));
    }

    private static List<UUID> ids(List<NewDocument> documents) {
        return documents.stream().map(document -> document.id().value()).toList();
    }

    private static List<UUID> values(Collection<DocumentId> ids) {
        return ids.stream().map(DocumentId::value).toList();
    }

    private static List<String> all(List<NewDocument> documents, Function<NewDocument, String> member) {
        return documents.stream().map(member).toList();
    }
}
