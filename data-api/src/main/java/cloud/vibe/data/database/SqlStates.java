package cloud.vibe.data.database;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the database's refusals mean (PostgreSQL documentation, appendix A). Nothing of their text goes to a client. */
final class SqlStates {
    private static final String OURS = "VB";
    private static final String BEYOND_A_LIMIT = "VB001";
    private static final String KEYS = "documents_keys";
    private static final Logger LOG = LoggerFactory.getLogger(SqlStates.class);

    private SqlStates() {}

    /** Row-level security or a missing privilege. */
    static boolean isDenied(SQLException failure) {
        return "42501".equals(failure.getSQLState());
    }

    /**
     * The connection broke or could not be made: PostgreSQL is away or about to go. That all connections are lent out is something else:
     * throwing them away for it would make an overload worse.
     */
    static boolean isConnectionLost(SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || state.startsWith("57P");
    }

    /** The server has undone all of it for certain, so that the same statement may be sent again. */
    static boolean isUndone(SQLException failure) {
        String state = state(failure);
        return state.equals("40001") || state.equals("40P01");
    }

    static Problem problem(SQLException failure) {
        if (failure instanceof PSQLException refusal && state(failure).startsWith(OURS)) {
            return ours(refusal);
        }
        if (isConnectionLost(failure)) {
            return Problem.unavailable("The database is not answering at the moment.", failure);
        }
        if (failure instanceof PSQLException refusal && isOfUniqueKeys(refusal)) {
            return Problem.of(
                    ProblemCode.KEY_TAKEN,
                    "Another document has been created under this key: delete that one first, or leave this one deleted.");
        }
        String state = state(failure);
        // The pool's own word, without an SQLSTATE: nobody has handed back a connection in time.
        if (failure instanceof SQLTransientConnectionException
                || state.startsWith("53")
                || state.startsWith("40")
                || state.startsWith("55")
                || state.equals("57014")) {
            return Problem.unavailable("The database is too busy at the moment.", failure);
        }
        if (state.equals("2201B")) {
            return Problem.of(ProblemCode.INVALID_SELECTOR, "A regular expression is too complex for the database.");
        }
        if (state.startsWith("22") || state.startsWith("54") || state.equals("23514")) {
            LOG.info("a value was refused by the database with SQLSTATE {}", state);
            return Problem.invalidDocument("The database cannot hold a value of this document.");
        }
        if (state.equals("42P01") || state.equals("3F000") || state.equals("42883")) {
            return Problem.unavailable("The database has not been migrated yet.", failure);
        }
        return Problem.internal(failure);
    }

    // Our own triggers name the limit that would be passed, or the problem that there is.
    private static Problem ours(PSQLException refusal) {
        ServerErrorMessage message = refusal.getServerErrorMessage();
        String name =
                String.valueOf(message == null ? null : message.getMessage()).toUpperCase(Locale.ROOT);
        return BEYOND_A_LIMIT.equals(refusal.getSQLState())
                ? Problem.beyond(Limit.valueOf(name))
                : of(ProblemCode.valueOf(name));
    }

    private static boolean isOfUniqueKeys(PSQLException refusal) {
        ServerErrorMessage message = refusal.getServerErrorMessage();
        return state(refusal).equals("23505") && message != null && KEYS.equals(message.getConstraint());
    }

    private static Problem of(ProblemCode code) {
        return Problem.of(code, code.title() + ".");
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
