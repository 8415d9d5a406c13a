package cloud.vibe.standalone.postgres;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.kernel.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The two databases on the server, and the account that Keycloak uses; the data API's own roles are made by its migrations. */
final class Databases {
    private static final String EXISTS = "SELECT 1 FROM pg_database WHERE datname = ?";

    /** format() quotes what is put into it, so a password can hold any character. */
    private static final String KEYCLOAK_ROLE = """
            SELECT format(
              CASE WHEN EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'keycloak')
                THEN 'ALTER ROLE keycloak LOGIN PASSWORD %L' ELSE 'CREATE ROLE keycloak LOGIN PASSWORD %L' END, ?)
            """;

    private final Ports ports;
    private final Secrets secrets;

    Databases(Ports ports, Secrets secrets) {
        this.ports = ports;
        this.secrets = secrets;
    }

    boolean answer() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT 1")) {
            return result.next();
        } catch (SQLException notYet) {
            return false;
        }
    }

    void create() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            try (PreparedStatement role = connection.prepareStatement(KEYCLOAK_ROLE)) {
                role.setString(1, secrets.databaseKeycloak());
                try (ResultSet result = role.executeQuery()) {
                    result.next();
                    statement.execute(result.getString(1));
                }
            }
            if (!exists(connection, "keycloak")) {
                statement.execute("CREATE DATABASE keycloak OWNER keycloak");
            }
            if (!exists(connection, "vibe")) {
                statement.execute("CREATE DATABASE vibe");
            }
            // Whoever has a role on this server does not thereby get into another part's database.
            for (String database : List.of("keycloak", "postgres", "template1")) {
                statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + database + " FROM PUBLIC");
            }
            // The data API's roles are let in by name when they are made.
            statement.execute("REVOKE TEMPORARY ON DATABASE vibe FROM PUBLIC");
        } catch (SQLException e) {
            throw new Refusal("The databases cannot be made (" + e.getMessage() + ").", e);
        }
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
            statement.setString(1, database);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                new Endpoints(ports).jdbc("postgres"), Postgres.ADMIN, secrets.databaseAdmin());
    }
}
