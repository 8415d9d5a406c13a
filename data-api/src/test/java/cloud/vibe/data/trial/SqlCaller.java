package cloud.vibe.data.trial;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A caller who speaks SQL as the API's role does, for what HTTP does not offer: all settings, and then any statement. */
public final class SqlCaller implements AutoCloseable {
    private final Connection connection;

    private SqlCaller(Connection connection) {
        this.connection = connection;
    }

    /** For a person, by an app that may do all of that with all of these types. */
    public static SqlCaller of(TestApp app, String types) throws SQLException {
        Connection connection = TestDatabase.get().as("vibe_api");
        TestDatabase.query(
                connection,
                """
                SELECT set_config('vibe.person', ?, false), set_config('vibe.app', ?, false),
                    set_config('vibe.grant', ?, false), set_config('vibe.grant_version', ?, false), set_config('vibe.issued_at', now()::text, false),
                    set_config('vibe.reads', ?, false), set_config('vibe.writes', ?, false)
                """,
                app.person().toString(),
                app.clientId(),
                app.grant().toString(),
                "" + app.version(),
                types,
                types);
        return new SqlCaller(connection);
    }

    public Connection connection() {
        return connection;
    }

    public List<String> query(String sql, Object... values) throws SQLException {
        return TestDatabase.query(connection, sql, values);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
