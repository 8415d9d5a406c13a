package cloud.vibe.data.database;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.kernel.DocumentId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A caller's transaction while it is open. Its statements run one after the other, each in one round trip. */
public final class CallerTransaction implements CallerStatements {
    private final Connection connection;
    private final Caller caller;

    CallerTransaction(Connection connection, Caller caller) {
        this.connection = connection;
        this.caller = caller;
    }

    /** An error of the database on its way out of the work. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException failure;

        Failed(SQLException failure) {
            super(failure);
            this.failure = failure;
        }

        SQLException failure() {
            return failure;
        }
    }

    @Override
    public Caller caller() {
        return caller;
    }

    public <T> List<T> run(CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return run(statement, null, binder, reader);
    }

    @Override
    public <T> List<T> read(CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return run(statement, null, binder, reader);
    }

    @Override
    public <T> List<T> readNamed(DocumentId asked, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return run(statement, asked, binder, reader);
    }

    @Override
    public <T> List<T> write(CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return run(statement, null, binder, reader);
    }

    private <T> List<T> run(
            CallerStatement statement, @Nullable DocumentId asked, Row.Binder binder, Row.Reader<T> reader) {
        try {
            return statement.run(connection, caller, asked, binder, reader);
        } catch (SQLException failure) {
            throw new Failed(failure);
        }
    }

    @Override
    public <T> T together(Function<CallerTransaction, T> work) {
        return work.apply(this);
    }

    @Override
    public Standing standing() {
        return CallerDatabase.standing(this);
    }

    /** A part that can fail by itself: if it throws, what it has written is undone and the transaction goes on. */
    public <T> T part(Supplier<T> work) {
        try {
            Savepoint before = connection.setSavepoint();
            try {
                T result = work.get();
                connection.releaseSavepoint(before);
                return result;
            } catch (Failed failed) {
                // A deadlock or a lost connection is of the whole transaction.
                if (SqlStates.isUndone(failed.failure()) || SqlStates.isConnectionLost(failed.failure())) {
                    throw failed;
                }
                connection.rollback(before);
                throw CallerDatabase.problem(this, failed.failure());
            } catch (RuntimeException e) {
                connection.rollback(before);
                throw e;
            }
        } catch (SQLException failure) {
            throw new Failed(failure);
        }
    }
}
