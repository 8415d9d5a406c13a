package cloud.vibe.data.grant;

import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.PersonId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Grants and principals as the identity side has told them, written as vibe_events. */
final class GrantStore {
    private static final String KNOW_PRINCIPAL = """
            INSERT INTO vibe.principals (id, kind, did, client_id, name)
            VALUES (:id, :kind, :did, :client, :name)
            ON CONFLICT (id) DO NOTHING
            """;

    private static final String UPDATE_PRINCIPAL = """
            UPDATE vibe.principals SET did = :did, client_id = :client, name = :name, updated_at = now()
            WHERE id = :id AND kind = :kind AND (did, client_id, name) IS DISTINCT FROM (:did, :client, :name)
            """;

    // A grant stays with the person and the app that it was first told of; the version not to go below only rises.
    private static final String KEEP_GRANT = """
            INSERT INTO vibe.app_user_grants
                (id, person, app, client_id, version, not_before_version, status, permissions, granted_at, expires_at)
            VALUES (:id, :person, :app, :client, :version, :notBefore, :status, :permissions, :grantedAt, :expiresAt)
            ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, version = excluded.version,
                not_before_version = GREATEST(app_user_grants.not_before_version, excluded.not_before_version),
                status = excluded.status, permissions = excluded.permissions, granted_at = excluded.granted_at,
                expires_at = excluded.expires_at, updated_at = now()
            WHERE app_user_grants.version < excluded.version
                AND app_user_grants.person = excluded.person AND app_user_grants.app = excluded.app
            """;

    private static final String IS_APPLIED = """
            SELECT EXISTS (SELECT FROM vibe.app_user_grants WHERE id = :id AND version >= :version)
                AND NOT EXISTS (
                    SELECT FROM vibe.app_user_grants
                    WHERE person = :person AND app = :app AND status = 'active' AND (expires_at IS NULL OR expires_at > now())
                        AND (:permission::text IS NULL OR :permission = ANY (permissions)))
            """;

    private final RoleDatabase database;

    GrantStore(RoleDatabase database) {
        this.database = database;
    }

    /**
     * Applies the event if it is newer than what is stored. Any order and any repetition of events ends in the same state.
     *
     * @return whether anything changed
     */
    boolean apply(GrantEvent event) {
        return database.transact(handle -> {
            tellPrincipals(handle, KNOW_PRINCIPAL, event);
            boolean isNew = keepGrant(handle, event) > 0;
            if (isNew) {
                tellPrincipals(handle, UPDATE_PRINCIPAL, event);
            }
            return isNew;
        });
    }

    /**
     * Whether the change is enforced here, and nothing else lets the app do what has been taken back: after the identity side was restored
     * from a backup another grant than the one that it knows may still stand here.
     *
     * @param permission what was taken back; null for all of it
     */
    boolean isApplied(Changed change, PersonId person, AppId app, @Nullable Permission permission) {
        return database.single(handle -> handle.createQuery(IS_APPLIED)
                .bind("id", change.grant().value())
                .bind("version", change.version())
                .bind("person", person.value())
                .bind("app", app.value())
                .bind("permission", permission == null ? null : permission.toString())
                .mapTo(Boolean.class)
                .one());
    }

    private static int keepGrant(Handle handle, GrantEvent event) {
        return handle.createUpdate(KEEP_GRANT)
                .bind("id", event.grant().value())
                .bind("person", event.person().id().value())
                .bind("app", event.app().id().value())
                .bind("client", event.app().client().value())
                .bind("version", event.version())
                .bind("notBefore", event.notBeforeVersion())
                .bind("status", event.status().wire())
                .bind(
                        "permissions",
                        event.permissions().stream().map(Permission::toString).toArray(String[]::new))
                .bind("grantedAt", utc(event.grantedAt()))
                .bind("expiresAt", utc(event.expiresAt()))
                .execute();
    }

    private static void tellPrincipals(Handle handle, String sql, GrantEvent event) {
        GrantEvent.Person person = event.person();
        GrantEvent.App app = event.app();
        tell(handle, sql, person.id().value(), "person", person.did(), null, null);
        tell(handle, sql, app.id().value(), "app", app.did(), app.client().value(), app.name());
    }

    private static void tell(
            Handle handle,
            String sql,
            UUID id,
            String kind,
            String did,
            @Nullable String client,
            @Nullable String name) {
        handle.createUpdate(sql)
                .bind("id", id)
                .bind("kind", kind)
                .bind("did", did)
                .bind("client", client)
                .bind("name", name)
                .execute();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
