package cloud.vibe.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database of the running cloud, as its superuser: what no API shows, and what only a restored backup would do. */
record Database(RunningCloud.Stack stack, String name) {
    static Database ofKeycloak(RunningCloud.Stack stack) {
        return new Database(stack, "keycloak");
    }

    static Database ofApi(RunningCloud.Stack stack) {
        return new Database(stack, "vibe");
    }

    /** The first column of every row, as text. */
    List<String> query(String sql, Object... values) {
        try (Connection connection = connect();
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<String> first = new ArrayList<>();
            while (rows.next()) {
                first.add(String.valueOf(rows.getString(1)));
            }
            return first;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String sql, Object... values) {
        return Long.parseLong(query(sql, values).getFirst());
    }

    /** Changes one row, or there is something wrong with the test. */
    void change(String sql, Object... values) {
        try (Connection connection = connect();
                PreparedStatement statement = prepared(connection, sql, values)) {
            int rows = statement.executeUpdate();
            if (rows != 1) {
                throw new IllegalStateException(rows + " rows: " + sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes the shape of a table. */
    void alter(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Holds the rows of a query until it is closed. */
    Hold hold(String sql, Object... values) {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            prepared(connection, sql, values).execute();
            return new Hold(this, connection, backend(connection));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Rows that nobody else can change. */
    record Hold(Database database, Connection connection, int backend) implements AutoCloseable {
        /** How many wait for them. */
        long waiting() {
            return database.number(
                    "SELECT count(*) FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))", backend);
        }

        @Override
        public void close() {
            try (connection) {
                connection.rollback();
            } catch (SQLException gone) {
                // The database has been killed, and holds nothing any more.
            }
        }
    }

    boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        JsonNode account = stack.json().path("database");
        return DriverManager.getConnection(
                stack.endpoints().jdbc(name),
                account.path("user").asText(),
                account.path("password").asText());
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
