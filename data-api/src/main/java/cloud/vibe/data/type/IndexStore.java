package cloud.vibe.data.type;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.DataPath;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Declared indexes in PostgreSQL: who may declare one is decided there, and the process builds it ({@link IndexBuilder}). */
final class IndexStore {
    private static final String COLUMNS = """
            type, path, state, created_at, ready_at, error,
            CASE state WHEN 'ready' THEN 100 ELSE LEAST(99, trunc(100 * examined / GREATEST(1, (
                SELECT reltuples FROM pg_class WHERE oid = 'vibe.documents'::regclass))))::bigint END AS percent""";
    private static final CallerStatement LIST = CallerStatement.of("""
            SELECT %s FROM vibe.doc_indexes WHERE type = ? AND state <> 'removing' ORDER BY path
            """.formatted(COLUMNS));
    private static final CallerStatement GET = CallerStatement.of("""
            SELECT %s FROM vibe.doc_indexes WHERE type = ? AND path = ? AND state <> 'removing'
            """.formatted(COLUMNS));
    private static final CallerStatement DECLARE =
            CallerStatement.of("SELECT is_new, refusal FROM vibe.declare_index(?, ?)");
    private static final CallerStatement WITHDRAW =
            CallerStatement.of("SELECT vibe.withdraw_index(?, ?) AS was_declared");

    private final CallerDatabase database;
    private final TypeStore types;

    IndexStore(CallerDatabase database, TypeStore types) {
        this.database = database;
        this.types = types;
    }

    private record Declared(boolean isNew, @Nullable String refusal) {}

    List<TypeIndex> list(Caller caller, DocumentType type) {
        List<TypeIndex> found = database.read(caller, LIST, binds -> binds.text(type.value()), IndexStore::index);
        if (found.isEmpty()) {
            types.requireReadable(caller, type);
        }
        return found;
    }

    Optional<TypeIndex> find(Caller caller, DocumentType type, DataPath path) {
        return database
                .read(caller, GET, binds -> binds.text(type.value()).texts(path.names()), IndexStore::index)
                .stream()
                .findFirst();
    }

    TypeIndex get(Caller caller, DocumentType type, DataPath path) {
        Optional<TypeIndex> found = find(caller, type, path);
        if (found.isEmpty()) {
            types.requireReadable(caller, type);
        }
        return found.orElseThrow(Problem::notFound);
    }

    /** Whether the app had not declared it before. */
    boolean declare(Caller caller, DocumentType type, DataPath path) {
        Declared declared = database.write(
                        caller,
                        DECLARE,
                        binds -> binds.text(type.value()).texts(path.names()),
                        row -> new Declared(row.flag("is_new"), row.optionalText("refusal")))
                .getFirst();
        if (declared.refusal != null) {
            throw Problem.beyond(declared.refusal.equals("of_app") ? Limit.APP_INDEXES : Limit.TYPE_INDEXES);
        }
        return declared.isNew;
    }

    void withdraw(Caller caller, DocumentType type, DataPath path) {
        boolean wasDeclared = database.write(
                        caller,
                        WITHDRAW,
                        binds -> binds.text(type.value()).texts(path.names()),
                        row -> row.flag("was_declared"))
                .getFirst();
        if (!wasDeclared) {
            throw Problem.notFound();
        }
    }

    private static TypeIndex index(Row row) throws SQLException {
        return new TypeIndex(
                new DocumentType(row.text("type")),
                new DataPath(row.list("path")),
                row.text("state"),
                row.number("percent") / 100.0,
                row.time("created_at"),
                row.optionalTime("ready_at"),
                row.optionalText("error"));
    }
}
