package cloud.vibe.data.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Consumer;
import org.postgresql.util.PSQLException;

/**
 * Brings a database to what this version needs: roles, schemas, tables. Idempotent, and safe to be run by several at once: one works, the
 * others wait.
 */
public final class Migration {
    // Any number that nobody else uses: "vibe" in ASCII.
    private static final long LOCK = 0x76696265L;
    private static final String OWNER = "vibe_owner";
    private static final String SCHEMA = "vibe";
    private static final String EXTENSION = "pg_trgm";
    private static final String HISTORY_SCHEMA = "vibe_migrations";

    private final MigrationSettings settings;
    private final Consumer<String> tell;

    public Migration(MigrationSettings settings, Consumer<String> tell) {
        this.settings = settings;
        this.tell = tell;
    }

    /** What every start of a new version needs. */
    public void run() throws MigrationFailure {
        run(false);
    }

    /**
     * The same, for a database that may just have been restored.
     *
     * @param restored begins a new incarnation; a restore into another cluster is noticed without being said
     */
    public void run(boolean restored) throws MigrationFailure {
        try (Connection connection = connect()) {
            execute(connection, "SELECT pg_advisory_lock(" + LOCK + ")");
            new Roles(connection, settings, tell).prepare();
            createSchemas(connection);
            createExtension(connection);
            execute(connection, "SET ROLE " + OWNER);
            int applied = Changes.apply(connection, SCHEMA, HISTORY_SCHEMA);
            tell.accept(applied == 0 ? "schema: nothing to do" : "schema: " + applied + " changes applied");
            settleIncarnation(connection, restored);
            settleSearch(connection);
        } catch (SQLException failure) {
            String hint = SqlStates.isDenied(failure)
                    ? " " + settings.adminUser()
                            + " needs CREATEROLE, and to own the database or have CREATE on it (ALTER DATABASE ... OWNER TO ...)."
                    : "";
            throw new MigrationFailure("PostgreSQL refused: " + firstLine(failure) + "." + hint, failure);
        }
    }

    private void settleIncarnation(Connection connection, boolean restored) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement statement = connection.prepareStatement("SELECT vibe.settle_incarnation(?)")) {
            statement.setBoolean(1, restored);
            try (ResultSet begun = statement.executeQuery()) {
                if (begun.next() && begun.getBoolean(1)) {
                    tell.accept("incarnation: a new one has begun, every client starts again");
                }
            }
        }
    }

    private Connection connect() throws MigrationFailure {
        Properties properties = new Properties();
        properties.setProperty("user", settings.adminUser());
        properties.setProperty("password", settings.adminPassword());
        properties.setProperty("ApplicationName", "vibe-migrate");
        properties.setProperty("connectTimeout", "10");
        try {
            return DriverManager.getConnection(settings.url(), properties);
        } catch (SQLException failure) {
            throw new MigrationFailure(
                    "Cannot connect to " + settings.url().replaceAll("\\?.*", "") + " as " + settings.adminUser() + ": "
                            + firstLine(failure) + ".",
                    failure);
        }
    }

    private void createSchemas(Connection connection) throws SQLException {
        for (String schema : new String[] {SCHEMA, HISTORY_SCHEMA}) {
            if (!Roles.exists(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", schema)) {
                execute(connection, "CREATE SCHEMA " + schema + " AUTHORIZATION " + OWNER);
                tell.accept("schema " + schema + ": created");
            }
        }
    }

    // The one extension that we use. Who owns the database may create it; without it everything else works.
    private void createExtension(Connection connection) throws SQLException {
        if (Roles.exists(connection, "SELECT 1 FROM pg_extension WHERE extname = ?", EXTENSION)) {
            return;
        }
        try {
            execute(connection, "CREATE EXTENSION " + EXTENSION + " SCHEMA " + SCHEMA);
            tell.accept("extension " + EXTENSION + ": created");
        } catch (SQLException failure) {
            tell.accept("extension " + EXTENSION + ": cannot be created (" + firstLine(failure)
                    + "); have it created, then migrate again, and search forgives typing errors");
        }
    }

    private void settleSearch(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT vibe.settle_search()");
                ResultSet forgives = statement.executeQuery()) {
            if (forgives.next() && !forgives.getBoolean(1)) {
                tell.accept("search: does not forgive typing errors, for " + EXTENSION + " is not there");
            }
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String firstLine(SQLException failure) {
        // The server's own message, without the position, the detail and the hint that the driver adds.
        String message = failure instanceof PSQLException refusal && refusal.getServerErrorMessage() != null
                ? String.valueOf(refusal.getServerErrorMessage().getMessage())
                : String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse("").replaceAll("\\.$", "");
    }
}
