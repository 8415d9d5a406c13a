package cloud.vibe.data.database;

import cloud.vibe.data.kernel.Problem;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The database for the process's own work: as vibe_stream or as vibe_events, never for a caller. Each call is one transaction. */
public final class RoleDatabase {
    private final Jdbi jdbi;

    RoleDatabase(HikariDataSource pool) {
        this.jdbi = Jdbi.create(pool);
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T apply(Handle handle) throws SQLException;
    }

    /**
     * Does the work and commits it.
     *
     * @throws Problem if the database is away or refuses
     */
    public <T> T transact(Work<T> work) {
        return answered(() -> jdbi.inTransaction(work::apply));
    }

    /**
     * The same for work of one statement, which is a transaction by itself: one round trip and no more.
     *
     * @throws Problem if the database is away or refuses
     */
    public <T> T single(Work<T> statement) {
        return answered(() -> jdbi.withHandle(statement::apply));
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T answered(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException failure) {
            throw SqlStates.problem(failure);
        } catch (JdbiException failure) {
            throw problem(failure);
        }
    }

    private static Problem problem(JdbiException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refusal) {
                return SqlStates.problem(refusal);
            }
        }
        return Problem.internal(failure);
    }
}
