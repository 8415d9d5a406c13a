package cloud.vibe.data.database;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The database as callers see it, by the role vibe_api. Each call is one round trip and one transaction. A read is sent again if the
 * connection broke; a write only if the server has undone it for certain.
 */
public final class CallerDatabase {
    private static final int ATTEMPTS = 3;
    private static final CallerStatement STANDING =
            CallerStatement.of("SELECT standing, reads, writes, ends_at FROM vibe.standing()");

    private final HikariDataSource pool;

    CallerDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    public <T> List<T> read(Caller caller, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return attempt(caller, statement, binder, reader, true);
    }

    public <T> List<T> write(Caller caller, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return attempt(caller, statement, binder, reader, false);
    }

    public Standing standing(Caller caller) {
        return read(caller, STANDING, binds -> {}, CallerDatabase::standing).getFirst();
    }

    /** For an empty answer: tells a caller whose grant has ended from one for whom there is nothing. */
    public void requireGoodStanding(Caller caller) {
        if (standing(caller) instanceof Standing.Refused) {
            throw Problem.grantRevoked();
        }
    }

    /** Whether PostgreSQL answers this role at all; for nobody, so there is nothing that it could show. */
    public void requireAnswer() {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM vibe.documents LIMIT 1")) {
            statement.execute();
        } catch (SQLException failure) {
            throw SqlStates.problem(failure);
        }
    }

    private <T> List<T> attempt(
            Caller caller, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader, boolean mayRepeat) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(caller, statement, binder, reader);
            } catch (SQLException failure) {
                boolean isLost = SqlStates.isConnectionLost(failure);
                if (isLost) {
                    dropIdleConnections();
                }
                if (attempt < ATTEMPTS && (SqlStates.isUndone(failure) || (mayRepeat && isLost))) {
                    continue;
                }
                if (SqlStates.isDenied(failure)) {
                    requireGoodStanding(caller);
                    throw Problem.of(ProblemCode.PERMISSION_MISSING, "The person has not allowed this app to do that.");
                }
                throw SqlStates.problem(failure);
            }
        }
    }

    private <T> List<T> once(Caller caller, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader)
            throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement.text())) {
            Binds binds = new Binds(prepared);
            binds.caller(caller);
            binder.bind(binds);
            prepared.execute();
            // The first result is that of set_config.
            if (!prepared.getMoreResults()) {
                throw new SQLException("a caller's statement must answer with rows");
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet results = prepared.getResultSet()) {
                Row row = new Row(results);
                while (results.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        }
    }

    // One connection broke, so the others most likely have as well.
    private void dropIdleConnections() {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        if (bean != null) {
            bean.softEvictConnections();
        }
    }

    private static Standing standing(Row row) throws SQLException {
        if (!row.text("standing").equals("good")) {
            return new Standing.Refused();
        }
        return new Standing.Good(new Permissions(row.texts("reads"), row.texts("writes")), row.optionalTime("ends_at"));
    }
}
