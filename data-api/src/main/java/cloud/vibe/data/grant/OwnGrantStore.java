package cloud.vibe.data.grant;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.IdPage;
import java.sql.SQLException;
import java.util.List;

/** The grants of the person whom a caller acts for. The policy decides which of them the caller sees. */
final class OwnGrantStore {
    private static final String COLUMNS = """
            SELECT id, app, client_id, version, permissions, granted_at, expires_at,
                CASE WHEN status = 'active' AND expires_at <= now() THEN 'expired' ELSE status END AS status,
                id = (SELECT vibe.own_grant()) AS is_callers, 'grants' = ANY ((SELECT vibe.writable_types())::text[]) AS may_write
            FROM vibe.app_user_grants
            """;
    private static final CallerStatement LIST = CallerStatement.of(COLUMNS + """
            WHERE person = ? AND (?::uuid IS NULL OR id > ?) ORDER BY id LIMIT ?
            """);
    private static final CallerStatement GET = CallerStatement.of(
            COLUMNS + "WHERE person = ? AND app = ? ORDER BY status = 'active' DESC, granted_at DESC LIMIT 1");

    List<OwnGrant> list(CallerStatements database, IdPage page) {
        List<OwnGrant> found = database.read(
                LIST,
                binds -> binds.uuid(database.caller().me().value())
                        .uuid(page.after())
                        .uuid(page.after())
                        .number(page.rows()),
                OwnGrantStore::grant);
        if (found.isEmpty()) {
            database.requireGoodStanding();
        }
        return found;
    }

    OwnGrant get(CallerStatements database, AppId app) {
        return database.found(database.read(
                GET, binds -> binds.uuid(database.caller().me().value()).uuid(app.value()), OwnGrantStore::grant));
    }

    private static OwnGrant grant(Row row) throws SQLException {
        boolean isCallers = row.flag("is_callers");
        return new OwnGrant(
                new GrantId(row.uuid("id")),
                new AppId(row.uuid("app")),
                new ClientId(row.text("client_id")),
                isCallers,
                isCallers || row.flag("may_write"),
                row.text("status"),
                row.number("version"),
                row.list("permissions"),
                row.time("granted_at"),
                row.optionalTime("expires_at"));
    }
}
