package cloud.vibe.data.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/**
 * The roles that the process goes by. They own nothing and bypass nothing: that is looked at each time, for all of the row-level security
 * stands on it. Works as a superuser, as one who may create roles, and as one to whom existing roles were given.
 */
final class Roles {
    private static final String OWNER = "vibe_owner";
    private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 170_000;
    private static final int FIRST_WITH_SET_OPTION = 160_000;

    private static final String EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = ?";
    private static final String IS_MIGHTY = """
            SELECT 1 FROM pg_roles WHERE rolname = ? AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)""";
    private static final String IS_MEMBER_OF_SOMETHING = """
            SELECT 1 FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = ?)""";
    private static final String MAY_CREATE_ROLES =
            "SELECT 1 FROM pg_roles WHERE rolname = ? AND (rolsuper OR rolcreaterole)";
    // Since PostgreSQL 16 who creates a role may administer it, but not yet become it.
    private static final String MAY_BECOME_SINCE_16 = "SELECT 1 WHERE pg_has_role(current_user, ?, 'SET')";
    private static final String MAY_BECOME = "SELECT 1 WHERE pg_has_role(current_user, ?, 'MEMBER')";

    private final Connection connection;
    private final MigrationSettings settings;
    private final Consumer<String> tell;

    private record Login(String name, String password, String statementTimeout) {}

    Roles(Connection connection, MigrationSettings settings, Consumer<String> tell) {
        this.connection = connection;
        this.settings = settings;
        this.tell = tell;
    }

    void prepare() throws SQLException, MigrationFailure {
        boolean mayCreate = exists(connection, MAY_CREATE_ROLES, currentUser());
        create(OWNER, mayCreate);
        becomeMember();
        List<Login> logins = List.of(
                new Login("vibe_api", settings.apiPassword(), "10s"),
                new Login("vibe_stream", settings.streamPassword(), "30s"),
                new Login("vibe_events", settings.eventsPassword(), "10s"));
        for (Login login : logins) {
            create(login.name(), mayCreate);
            requireHarmless(login.name());
            if (mayCreate) {
                furnish(login);
            } else {
                tell.accept(
                        "role " + login.name() + ": left as it is, " + settings.adminUser() + " may not alter roles");
            }
        }
    }

    private void create(String role, boolean mayCreate) throws SQLException, MigrationFailure {
        if (exists(connection, EXISTS, role)) {
            return;
        }
        if (!mayCreate) {
            throw new MigrationFailure("The role " + role + " does not exist and " + settings.adminUser()
                    + " may not create it: create it, or give VIBE_DATABASE_ADMIN_USER the right CREATEROLE.");
        }
        Migration.execute(connection, "CREATE ROLE " + role);
        tell.accept("role " + role + ": created");
    }

    private void becomeMember() throws SQLException {
        String mayBecome = version() >= FIRST_WITH_SET_OPTION ? MAY_BECOME_SINCE_16 : MAY_BECOME;
        if (!exists(connection, mayBecome, OWNER)) {
            Migration.execute(connection, "GRANT " + OWNER + " TO CURRENT_USER");
        }
    }

    private void requireHarmless(String role) throws SQLException, MigrationFailure {
        if (exists(connection, IS_MIGHTY, role)) {
            throw new MigrationFailure("The role " + role
                    + " may do more than it must (superuser, bypass of row security, or creating): take that from it.");
        }
        if (exists(connection, IS_MEMBER_OF_SOMETHING, role)) {
            throw new MigrationFailure("The role " + role + " is a member of another role: take that from it.");
        }
    }

    private void furnish(Login login) throws SQLException {
        String alter = "ALTER ROLE " + login.name() + " ";
        Migration.execute(connection, alter + "LOGIN");
        // The driver makes the SCRAM verifier itself, so that the password is in no statement and in no log.
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(login.name(), login.password().toCharArray(), "scram-sha-256");
        Migration.execute(connection, alter + "SET statement_timeout = '" + login.statementTimeout() + "'");
        Migration.execute(connection, alter + "SET lock_timeout = '5s'");
        Migration.execute(connection, alter + "SET idle_in_transaction_session_timeout = '10s'");
        if (version() >= FIRST_WITH_TRANSACTION_TIMEOUT) {
            Migration.execute(connection, alter + "SET transaction_timeout = '30s'");
        }
        tell.accept("role " + login.name() + ": password and timeouts set");
    }

    private int version() throws SQLException {
        return Integer.parseInt(text("SHOW server_version_num"));
    }

    private String currentUser() throws SQLException {
        return text("SELECT current_user");
    }

    private String text(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet results = statement.executeQuery()) {
            results.next();
            return results.getString(1);
        }
    }

    static boolean exists(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet results = statement.executeQuery()) {
                return results.next();
            }
        }
    }
}
