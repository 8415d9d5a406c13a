package cloud.vibe.data.trial;

import cloud.vibe.data.database.Migration;
import cloud.vibe.data.database.MigrationSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One real PostgreSQL for the whole run. It asks for passwords, and it was migrated by somebody who may create roles and owns the
 * database but is no superuser: the least that an operator may have.
 */
public final class TestDatabase {
    public static final String NAME = "vibe";
    public static final String ADMIN = "vibe_admin";
    public static final String PASSWORD = "of the tests' \"own\": #${x}";
    private static final TestDatabase ONE = start();

    private final EmbeddedPostgres server;

    private TestDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    public static TestDatabase get() {
        return ONE;
    }

    private static TestDatabase start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(2))
                    // Off by default here: a killed server would lose what it has acknowledged.
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            TestDatabase database = new TestDatabase(server);
            try (Connection superuser = database.superuser("postgres")) {
                execute(superuser, "CREATE ROLE " + ADMIN + " LOGIN CREATEROLE PASSWORD 'admin'");
                execute(superuser, "CREATE DATABASE " + NAME + " OWNER " + ADMIN);
                askForPasswords(superuser, server.getPort());
            }
            new Migration(database.settings(ADMIN, "admin"), line -> {}).run();
            return database;
        } catch (Exception e) {
            throw new IllegalStateException("the tests' PostgreSQL does not start", e);
        }
    }

    // The embedded server trusts everybody by default, and no test would notice a password that was never set.
    private static void askForPasswords(Connection superuser, int port) throws Exception {
        Path rules = Path.of(query(superuser, "SHOW hba_file").getFirst());
        Files.writeString(rules, "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        query(superuser, "SELECT pg_reload_conf()");
        Await.until("a wrong password is refused", () -> {
            try (Connection wrong =
                    DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + NAME, ADMIN, "wrong")) {
                return !wrong.isValid(1);
            } catch (SQLException refused) {
                return "28P01".equals(refused.getSQLState());
            }
        });
    }

    public MigrationSettings settings(String user, String password) {
        return new MigrationSettings(url(), user, password, PASSWORD, PASSWORD, PASSWORD);
    }

    public int port() {
        return server.getPort();
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + NAME;
    }

    public Connection superuser(String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    /** Row-level security does not hold for this one. */
    public Connection superuser() throws SQLException {
        return superuser(NAME);
    }

    public Connection as(String role) throws SQLException {
        return DriverManager.getConnection(url(), role, PASSWORD);
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of every row, as text. */
    public static List<String> query(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<String> answers = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    answers.add(String.valueOf(results.getString(1)));
                }
            }
            return answers;
        }
    }
}
