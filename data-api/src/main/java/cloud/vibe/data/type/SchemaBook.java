package cloud.vibe.data.type;

import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.ContentCheck;
import cloud.vibe.data.kernel.DocumentType;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which schema counts for which app and type. Which ones there are is looked up once in three seconds for an app that writes, so that a
 * write without a schema costs nothing and another node's change counts a moment later; on the node that takes the change it counts at once. A
 * version never changes, so it is compiled once.
 */
public final class SchemaBook implements ContentCheck {
    private static final Duration MAX_AGE = Duration.ofSeconds(3);
    private static final int MAX_APPS = 10_000;
    private static final int MAX_COMPILED = 500;

    // The newest of each type, unless another one is settled on.
    private static final String VERSIONS = """
            SELECT newest.type, COALESCE(settings.schema_version, newest.version) AS version
            FROM (
                SELECT DISTINCT ON (type) type, version, body IS NULL AS is_gone FROM vibe.type_schemas
                WHERE app = :app ORDER BY type, version DESC
            ) AS newest
                LEFT JOIN vibe.type_settings AS settings ON settings.app = :app AND settings.type = newest.type
            WHERE NOT newest.is_gone OR settings.schema_version IS NOT NULL
            """;
    private static final String BODY = """
            SELECT body::text FROM vibe.type_schemas WHERE app = :app AND type = :type AND version = :version AND body IS NOT NULL
            """;

    private final RoleDatabase database;
    private final LoadingCache<ClientId, Map<String, Integer>> versions;
    private final Cache<Key, Optional<TypeSchema>> compiled =
            Caffeine.newBuilder().maximumSize(MAX_COMPILED).build();

    private record Key(ClientId app, DocumentType type, int version) {}

    public SchemaBook(RoleDatabase database) {
        this.database = database;
        this.versions = Caffeine.newBuilder()
                .maximumSize(MAX_APPS)
                .expireAfterWrite(MAX_AGE)
                .build(this::read);
    }

    @Override
    public boolean isAskedBy(ClientId app) {
        return !versions.get(app).isEmpty();
    }

    @Override
    public void require(ClientId app, DocumentType type, String data, Effort effort) {
        @Nullable Integer version = versions.get(app).get(type.value());
        if (version != null) {
            compiled.get(new Key(app, type, version), this::compile).ifPresent(schema -> schema.check(data, effort));
        }
    }

    /** After this node has changed something of the app's. */
    void forget(ClientId app) {
        versions.invalidate(app);
    }

    private Map<String, Integer> read(ClientId app) {
        return database.transact(handle -> {
            Map<String, Integer> byType = new HashMap<>();
            handle.createQuery(VERSIONS)
                    .bind("app", app.value())
                    .map((row, context) -> byType.put(row.getString("type"), row.getInt("version")))
                    .list();
            return Map.copyOf(byType);
        });
    }

    private Optional<TypeSchema> compile(Key key) {
        List<String> found = database.transact(handle -> handle.createQuery(BODY)
                .bind("app", key.app.value())
                .bind("type", key.type.value())
                .bind("version", key.version)
                .mapTo(String.class)
                .list());
        return found.stream().findFirst().map(body -> TypeSchema.compile(TypeJson.ours(body)));
    }
}
