package cloud.vibe.data.database;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import java.util.List;
import java.util.function.Function;

/**
 * A caller's way to the database while one request runs: each statement a transaction of its own, or all of them one. A store takes this
 * and need not know which.
 */
public sealed interface CallerStatements permits CallerTransaction, SingleStatements {
    Caller caller();

    <T> List<T> read(CallerStatement statement, Row.Binder binder, Row.Reader<T> reader);

    /** Reads in the name of one document, so that it is also found when it is merely public. */
    <T> List<T> readNamed(DocumentId asked, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader);

    <T> List<T> write(CallerStatement statement, Row.Binder binder, Row.Reader<T> reader);

    /** Does the work in one transaction: this one, or else a new one. */
    <T> T together(Function<CallerTransaction, T> work);

    /** How the caller stands at this moment. */
    Standing standing();

    /**
     * For an empty answer: tells a caller whose grant or sign-in has ended from one for whom there is nothing.
     *
     * @throws Problem if one of them has ended
     */
    default void requireGoodStanding() {
        if (standing() instanceof Standing.Refused refused) {
            throw refused.problem();
        }
    }

    /**
     * The one row that was asked for.
     *
     * @throws Problem if there is none for this caller
     */
    default <T> T found(List<T> rows) {
        if (rows.isEmpty()) {
            requireGoodStanding();
            throw Problem.notFound();
        }
        return rows.getFirst();
    }
}
