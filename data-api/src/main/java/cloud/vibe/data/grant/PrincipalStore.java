package cloud.vibe.data.grant;

import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.AppId;
import org.jdbi.v3.core.Handle;

/** People and apps as the identity side has told of them, written as vibe_events. */
final class PrincipalStore {
    // Whoever is gone stays gone: an id is never given to another.
    private static final String KEEP = """
            INSERT INTO vibe.principals AS known (id, kind, did, client_id, name, status, version)
            VALUES (:id, :kind, :did, :client, :name, :status, :version)
            ON CONFLICT (id) DO UPDATE SET did = excluded.did, client_id = excluded.client_id, name = excluded.name,
                status = excluded.status, version = excluded.version, updated_at = now()
            WHERE known.kind = excluded.kind AND known.version < excluded.version AND known.status <> 'deleted'
            """;
    private static final String FORGET_KEYS = "DELETE FROM vibe.linked_keys WHERE person = :id";

    private final RoleDatabase database;

    PrincipalStore(RoleDatabase database) {
        this.database = database;
    }

    /**
     * Applies the event if it is newer than what is stored. Any order and any repetition of events ends in the same state.
     *
     * @return whether anything changed
     */
    boolean apply(PrincipalEvent event) {
        return database.transact(handle -> {
            boolean isNew = keep(handle, event) > 0;
            if (isNew && event.isDeleted()) {
                handle.createUpdate(FORGET_KEYS).bind("id", event.who().value()).execute();
            }
            return isNew;
        });
    }

    private static int keep(Handle handle, PrincipalEvent event) {
        return handle.createUpdate(KEEP)
                .bind("id", event.who().value())
                .bind("kind", event.who() instanceof AppId ? "app" : "person")
                .bind("did", event.did())
                .bind("client", event.client())
                .bind("name", event.name())
                .bind("status", event.isDeleted() ? "deleted" : "active")
                .bind("version", event.version())
                .execute();
    }
}
