package cloud.vibe.data.isolation;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One caller of each kind, with the token that they send. All that they hold is of the type notes, but for whom it says otherwise. */
final class Cast {
    private static final Instant PAST = Instant.parse("2026-01-02T00:00:00Z");

    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app().other("archive", "notes:write", "groups:write");
    private final Map<Kind, UUID> principals = new EnumMap<>(Kind.class);
    // Made when it is sent: a token lives for five minutes, and on a slow machine the table takes longer.
    private final Map<Kind, Supplier<String>> tokens = new EnumMap<>(Kind.class);
    private final UUID group = UUID.randomUUID();
    // One for the whole table: to open one costs more than most questions.
    private final Connection superuser = TestDatabase.get().superuser();

    Cast() throws Exception {
        for (Kind kind : Kind.values()) {
            switch (kind) {
                case NOBODY -> {}
                case OWNER -> {
                    principals.put(kind, owner.person());
                    add(kind, owner, "active", null);
                }
                case OTHER_APP -> add(kind, owner.other("viewer", "notes:read"), "active", null);
                case UNPERMITTED -> add(kind, owner.other("planner", "tasks:write"), "active", null);
                case EXPIRED -> add(kind, owner.other("former", "notes:write", "groups:write"), "active", PAST);
                case REVOKED -> add(kind, owner.other("removed", "notes:write", "groups:write"), "revoked", null);
                case STRANGER, READER, WRITER, MANAGER, MEMBER, HOLDER, OVER, WITHDRAWN -> {
                    TestApp app = TestCloud.get().app("notes:write", "groups:write");
                    principals.put(kind, app.person());
                    add(kind, app, "active", null);
                }
                case ITSELF -> {
                    principals.put(kind, owner.app());
                    tokens.put(kind, () -> owner.ownToken("notes:write", "groups:write"));
                }
                case GLOBAL -> {
                    TestApp app = owner.other("worker", "notes:write:global");
                    principals.put(kind, app.app());
                    api.tell(app, "active");
                    tokens.put(kind, () -> app.ownToken("notes:write:global"));
                }
            }
        }
        keepVersions();
    }

    /** The owner's group, by that name, whatever has become of it. */
    void makeTheGroup(String name) throws SQLException {
        TestDatabase.query(
                superuser,
                "INSERT INTO vibe.groups AS g (id, owner, name) VALUES (?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING 1",
                group,
                owner.person(),
                name);
        TestDatabase.query(
                superuser,
                "INSERT INTO vibe.group_members AS m (group_id, member) VALUES (?, ?)"
                        + " ON CONFLICT (group_id, member) DO UPDATE SET member = m.member RETURNING 1",
                group,
                principal(Kind.MEMBER));
    }

    private void keepVersions() throws SQLException {
        TestDatabase.query(superuser, """
                INSERT INTO vibe.type_settings (app, type, history) VALUES (?, 'notes', 1)
                ON CONFLICT DO NOTHING RETURNING 1""", owner.clientId());
    }

    private void add(Kind kind, TestApp app, String status, @Nullable Instant ends)
            throws IOException, InterruptedException {
        api.push(app.event(status, state -> state.put("expires_at", ends == null ? null : ends.toString())));
        tokens.put(kind, app::token);
    }

    /** Takes away what the people here own, so that the next question is not answered by what the last one left. */
    void clear() throws SQLException {
        // Whoever may not write their source any more could not remove them.
        TestDatabase.execute(superuser, "SET session_replication_role = 'replica'");
        TestDatabase.query(superuser, "DELETE FROM vibe.doc_edges WHERE created_by = ? RETURNING 1", owner.person());
        TestDatabase.execute(superuser, "SET session_replication_role = 'origin'");
        TestDatabase.query(superuser, "DELETE FROM vibe.certificates WHERE issuer = ? RETURNING 1", owner.person());
        TestDatabase.query(
                superuser,
                "DELETE FROM vibe.documents WHERE owner = ANY (?::uuid[]) RETURNING 1",
                principals.values().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
    }

    /** To everything that there is. */
    Connection superuser() {
        return superuser;
    }

    TestApp owner() {
        return owner;
    }

    /** Whose id it is that they come under. */
    UUID principal(Kind kind) {
        return Objects.requireNonNull(principals.get(kind));
    }

    UUID group() {
        return group;
    }

    /** Empty for nobody. */
    Optional<String> token(Kind kind) {
        return Optional.ofNullable(tokens.get(kind)).map(Supplier::get);
    }
}
