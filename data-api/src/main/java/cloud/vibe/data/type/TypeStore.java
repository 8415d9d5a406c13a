package cloud.vibe.data.type;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.database.Standing;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings and schemas in PostgreSQL. The policies decide; an app sees its own and nobody else's. */
final class TypeStore {
    private static final String APP = "current_setting('vibe.app', true)";

    private static final CallerStatement SETTINGS = CallerStatement.of("""
            SELECT history, rev_required, schema_version::text FROM vibe.type_settings WHERE app = %s AND type = ?
            """.formatted(APP));
    private static final CallerStatement SET = CallerStatement.of("""
            INSERT INTO vibe.type_settings AS s (app, type, history, rev_required, schema_version)
            SELECT %1$s, w.type, ?::integer, ?, w.version FROM (SELECT ?::text AS type, ?::integer AS version) AS w
            WHERE w.version IS NULL OR EXISTS (SELECT 1 FROM vibe.type_schemas AS known
                WHERE known.app = %1$s AND known.type = w.type AND known.version = w.version AND known.body IS NOT NULL)
            ON CONFLICT (app, type) DO UPDATE SET history = excluded.history, rev_required = excluded.rev_required,
                schema_version = excluded.schema_version, updated_at = now()
            RETURNING s.history, s.rev_required, s.schema_version::text
            """.formatted(APP));

    private static final CallerStatement SCHEMA = CallerStatement.of("""
            SELECT version, created_at, body::text AS body, false AS is_new FROM vibe.type_schemas
            WHERE app = %1$s AND type = ? AND version = COALESCE(?::integer, (
                SELECT max(newest.version) FROM vibe.type_schemas AS newest WHERE newest.app = %1$s AND newest.type = ?))
            """.formatted(APP));
    private static final CallerStatement SCHEMAS = CallerStatement.of("""
            SELECT version, created_at, body::text AS body, false AS is_new FROM vibe.type_schemas
            WHERE app = %s AND type = ? ORDER BY version DESC
            """.formatted(APP));
    // One row says that it is there already, or has come. Two at once take the same number, and one is sent again. That
    // there is none any more can always be said: such a version follows one with a schema, so there are never more of
    // the former than of the latter.
    private static final CallerStatement ADD = CallerStatement.of("""
            WITH sent AS (SELECT ?::text AS type, ?::jsonb AS body),
            newest AS (
                SELECT s.version, s.created_at, s.body FROM vibe.type_schemas AS s, sent
                WHERE s.app = %1$s AND s.type = sent.type ORDER BY s.version DESC LIMIT 1
            ), made AS (
                INSERT INTO vibe.type_schemas (app, type, version, body)
                SELECT %1$s, sent.type, COALESCE((SELECT version FROM newest), 0) + 1, sent.body FROM sent
                WHERE NOT EXISTS (SELECT 1 FROM newest WHERE newest.body IS NOT DISTINCT FROM sent.body)
                    AND (sent.body IS NULL OR (SELECT count(*) FROM vibe.type_schemas AS mine
                        WHERE mine.app = %1$s AND mine.body IS NOT NULL) < %2$d)
                ON CONFLICT DO NOTHING
                RETURNING version, created_at, body
            )
            SELECT version, created_at, body::text AS body, true AS is_new FROM made
            UNION ALL
            SELECT newest.version, newest.created_at, newest.body::text, false FROM newest, sent
            WHERE newest.body IS NOT DISTINCT FROM sent.body
            """.formatted(APP, Limit.SCHEMA_VERSIONS.max()));
    private static final CallerStatement COUNT = CallerStatement.of(
            "SELECT count(*) AS count FROM vibe.type_schemas WHERE app = %s AND body IS NOT NULL".formatted(APP));
    private static final CallerStatement UNPIN = CallerStatement.of("""
            UPDATE vibe.type_settings SET schema_version = NULL, updated_at = now() WHERE app = %s AND type = ? RETURNING 1
            """.formatted(APP));
    private static final int ATTEMPTS = 10;

    private final CallerDatabase database;

    TypeStore(CallerDatabase database) {
        this.database = database;
    }

    TypeSettings settings(Caller caller, DocumentType type) {
        List<TypeSettings> found =
                database.read(caller, SETTINGS, binds -> binds.text(type.value()), TypeStore::settings);
        if (found.isEmpty()) {
            requireReadable(caller, type);
            return TypeSettings.DEFAULT;
        }
        return found.getFirst();
    }

    TypeSettings set(Caller caller, DocumentType type, TypeSettings settings) {
        Integer version = settings.schemaVersion();
        List<TypeSettings> set = database.write(
                caller,
                SET,
                binds -> binds.number(settings.history())
                        .flag(settings.revRequired())
                        .text(type.value())
                        .text(version == null ? null : version.toString()),
                TypeStore::settings);
        if (set.isEmpty()) {
            throw Problem.invalidRequest("The app has no schema of that version for this type.");
        }
        return set.getFirst();
    }

    /** @param version nothing for the newest */
    SchemaVersion schema(Caller caller, DocumentType type, @Nullable Integer version) {
        List<SchemaVersion> found = database.read(
                caller,
                SCHEMA,
                binds -> binds.text(type.value())
                        .text(version == null ? null : version.toString())
                        .text(type.value()),
                TypeStore::schema);
        if (found.isEmpty() || (version == null && found.getFirst().body() == null)) {
            requireReadable(caller, type);
            throw Problem.notFound();
        }
        return found.getFirst();
    }

    List<SchemaVersion> schemas(Caller caller, DocumentType type) {
        List<SchemaVersion> found =
                database.read(caller, SCHEMAS, binds -> binds.text(type.value()), TypeStore::schema);
        if (found.isEmpty()) {
            requireReadable(caller, type);
        }
        return found;
    }

    /** The same as the newest again is that one. */
    SchemaVersion add(Caller caller, DocumentType type, String body) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<SchemaVersion> added = database.write(
                    caller, ADD, binds -> binds.text(type.value()).text(body), TypeStore::schema);
            if (!added.isEmpty()) {
                return added.getFirst();
            }
            long count = database.read(caller, COUNT, binds -> {}, row -> row.number("count"))
                    .getFirst();
            if (count >= Limit.SCHEMA_VERSIONS.max()) {
                throw Problem.beyond(Limit.SCHEMA_VERSIONS);
            }
        }
        throw contended();
    }

    /** From then on there is none; one that was settled on does not stay. */
    void remove(Caller caller, DocumentType type) {
        schema(caller, type, null);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean isGone = database.transact(caller, transaction -> {
                List<SchemaVersion> removed =
                        transaction.write(ADD, binds -> binds.text(type.value()).text(null), TypeStore::schema);
                if (!removed.isEmpty()) {
                    transaction.write(UNPIN, binds -> binds.text(type.value()), row -> true);
                }
                return !removed.isEmpty();
            });
            if (isGone) {
                return;
            }
        }
        throw contended();
    }

    private static Problem contended() {
        return Problem.unavailable("Others set the schema of this type at the same time.", null);
    }

    void requireReadable(Caller caller, DocumentType type) {
        switch (database.standing(caller)) {
            case Standing.Refused refused -> throw refused.problem();
            case Standing.Good good -> {
                if (!good.permissions().mayRead(type)) {
                    throw Problem.of(ProblemCode.PERMISSION_MISSING, "The app may not read documents of this type.");
                }
            }
        }
    }

    private static TypeSettings settings(Row row) throws SQLException {
        String version = row.optionalText("schema_version");
        return new TypeSettings(
                (int) row.number("history"),
                row.flag("rev_required"),
                version == null ? null : Integer.valueOf(version));
    }

    private static SchemaVersion schema(Row row) throws SQLException {
        return new SchemaVersion(
                (int) row.number("version"), row.time("created_at"), row.optionalText("body"), row.flag("is_new"));
    }
}
