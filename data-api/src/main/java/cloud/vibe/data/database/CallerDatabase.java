package cloud.vibe.data.database;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.Repeatable;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database as callers see it, by the role vibe_api. Each call is one round trip and one transaction, but for {@link #transact}. A read
 * is sent again if the connection broke; a write only if the server has undone it for certain.
 */
public final class CallerDatabase {
    private static final int ATTEMPTS = 3;
    private static final CallerStatement STANDING =
            CallerStatement.of("SELECT standing, reads, writes, ends_at FROM vibe.standing()");

    private final HikariDataSource pool;

    /** Work on a connection. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    CallerDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    public <T> List<T> read(Caller caller, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return attempt(caller, connection -> statement.run(connection, caller, null, binder, reader), true);
    }

    /** Reads in the name of one document, so that it is also found when it is merely public. */
    public <T> List<T> readNamed(
            Caller caller, DocumentId asked, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return attempt(caller, connection -> statement.run(connection, caller, asked, binder, reader), true);
    }

    public <T> List<T> write(Caller caller, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return attempt(caller, connection -> statement.run(connection, caller, null, binder, reader), false);
    }

    /**
     * Several statements in one transaction: all of them count, or none. The work is run again from the start if the server has undone it
     * (a deadlock), so it must change nothing outside of the database.
     */
    public <T> T transact(Caller caller, Function<CallerTransaction, T> work) {
        return attempt(
                caller,
                connection -> {
                    connection.setAutoCommit(false);
                    try {
                        T result = work.apply(new CallerTransaction(connection, caller));
                        connection.commit();
                        return result;
                    } catch (CallerTransaction.Failed failed) {
                        connection.rollback();
                        throw failed.failure();
                    } catch (RuntimeException | SQLException e) {
                        connection.rollback();
                        throw e;
                    } finally {
                        connection.setAutoCommit(true);
                    }
                },
                false);
    }

    /** For one request, each of its statements a transaction of its own. */
    public CallerStatements singly(Caller caller) {
        return new SingleStatements(this, caller);
    }

    /**
     * Does a write. One whose client has given it a key is done once: whoever sends it again gets the same answer, and no two of them run
     * at the same time. What fails is not remembered.
     *
     * @param request null if it has no key; then the work's statements are transactions of their own
     * @param work is run again from the start if the server has undone it, so it must change nothing outside of the database
     */
    public Answer once(Caller caller, @Nullable Repeatable request, Function<CallerStatements, Answer> work) {
        return request == null
                ? work.apply(singly(caller))
                : transact(caller, transaction -> Once.answer(transaction, request, work));
    }

    public Standing standing(Caller caller) {
        return standing(singly(caller));
    }

    static Standing standing(CallerStatements statements) {
        return statements.read(STANDING, binds -> {}, CallerDatabase::standing).getFirst();
    }

    /** For an empty answer: tells a caller whose grant has ended from one for whom there is nothing. */
    public void requireGoodStanding(Caller caller) {
        singly(caller).requireGoodStanding();
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

    private <T> T attempt(Caller caller, Work<T> work, boolean mayRepeat) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.getConnection()) {
                return work.on(connection);
            } catch (SQLException failure) {
                boolean isLost = SqlStates.isConnectionLost(failure);
                if (isLost) {
                    dropIdleConnections();
                }
                if (attempt < ATTEMPTS && (SqlStates.isUndone(failure) || (mayRepeat && isLost))) {
                    continue;
                }
                throw problem(singly(caller), failure);
            }
        }
    }

    static Problem problem(CallerStatements statements, SQLException failure) {
        if (!SqlStates.isDenied(failure)) {
            return SqlStates.problem(failure);
        }
        statements.requireGoodStanding();
        return Problem.permissionMissing();
    }

    // One connection broke, so the others most likely have as well.
    private void dropIdleConnections() {
        @Nullable HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        if (bean != null) {
            bean.softEvictConnections();
        }
    }

    private static Standing standing(Row row) throws SQLException {
        String word = row.text("standing");
        Optional<Standing.Why> why = Standing.why(word);
        if (why.isPresent()) {
            return new Standing.Refused(why.get());
        }
        return word.equals("good")
                ? new Standing.Good(
                        new Permissions(row.texts("reads"), row.texts("writes")), row.optionalTime("ends_at"))
                : new Standing.Good(Permissions.NONE, null);
    }
}
