package cloud.vibe.data.database;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Rev;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of an answer, by the names of its columns. */
public final class Row {
    /** What {@link #document()} reads, for the stores' statements. */
    public static final String DOCUMENT_COLUMNS =
            "id, type, key, rev, owner, owner_is_app, created_at, updated_at, data::text AS data";

    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    public String text(String column) throws SQLException {
        return results.getString(column);
    }

    public @Nullable String optionalText(String column) throws SQLException {
        return results.getString(column);
    }

    public UUID uuid(String column) throws SQLException {
        return results.getObject(column, UUID.class);
    }

    public @Nullable UUID optionalUuid(String column) throws SQLException {
        return results.getObject(column, UUID.class);
    }

    public boolean flag(String column) throws SQLException {
        return results.getBoolean(column);
    }

    public long number(String column) throws SQLException {
        return results.getLong(column);
    }

    public Instant time(String column) throws SQLException {
        return results.getObject(column, OffsetDateTime.class).toInstant();
    }

    public @Nullable Instant optionalTime(String column) throws SQLException {
        OffsetDateTime time = results.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public List<String> textList(String column) throws SQLException {
        return List.of((String[]) results.getArray(column).getArray());
    }

    public Set<String> texts(String column) throws SQLException {
        return Set.of((String[]) results.getArray(column).getArray());
    }

    /** In its order. */
    public List<String> list(String column) throws SQLException {
        return List.of((String[]) results.getArray(column).getArray());
    }

    public Document document() throws SQLException {
        String key = optionalText("key");
        return new Document(
                new DocumentId(uuid("id")),
                new DocumentType(text("type")),
                key == null ? null : new DocumentKey(key),
                new Rev(text("rev")),
                flag("owner_is_app") ? new AppId(uuid("owner")) : new PersonId(uuid("owner")),
                time("created_at"),
                time("updated_at"),
                optionalText("data"));
    }

    /** Makes something of a row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    /** Fills a statement. */
    @FunctionalInterface
    public interface Binder {
        void bind(Binds binds) throws SQLException;
    }
}
