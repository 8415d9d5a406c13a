package cloud.vibe.data.identity;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.PersonId;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** People and apps that are known, to anybody who can name them; nobody can list them. */
final class IdentityStore {
    private static final CallerStatement BY_ID =
            CallerStatement.of("SELECT id, kind, status, created_at, keys FROM vibe.identity(?, NULL)");
    private static final CallerStatement BY_KEY =
            CallerStatement.of("SELECT id, kind, status, created_at, keys FROM vibe.identity(NULL, ?)");

    Optional<Identity> find(CallerStatements database, Owner who) {
        return database.read(BY_ID, binds -> binds.uuid(who.value()), IdentityStore::identity).stream()
                .filter(identity -> identity.who().equals(who))
                .findFirst();
    }

    Optional<Identity> find(CallerStatements database, Multikey key) {
        return database.read(BY_KEY, binds -> binds.text(key.value()), IdentityStore::identity).stream()
                .findFirst();
    }

    private static Identity identity(Row row) throws SQLException {
        UUID id = row.uuid("id");
        return new Identity(
                row.text("kind").equals("app") ? new AppId(id) : new PersonId(id),
                row.time("created_at"),
                row.text("status").equals("deleted"),
                row.list("keys").stream().map(Multikey::new).toList());
    }
}
