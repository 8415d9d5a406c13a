package cloud.vibe.data.database;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.kernel.DocumentId;
import java.util.List;
import java.util.function.Function;

/** Each statement in one round trip, and a transaction of its own. */
record SingleStatements(CallerDatabase database, Caller caller) implements CallerStatements {
    @Override
    public <T> List<T> read(CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return database.read(caller, statement, binder, reader);
    }

    @Override
    public <T> List<T> readNamed(DocumentId asked, CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return database.readNamed(caller, asked, statement, binder, reader);
    }

    @Override
    public <T> List<T> write(CallerStatement statement, Row.Binder binder, Row.Reader<T> reader) {
        return database.write(caller, statement, binder, reader);
    }

    @Override
    public <T> T together(Function<CallerTransaction, T> work) {
        return database.transact(caller, work);
    }

    @Override
    public Standing standing() {
        return CallerDatabase.standing(this);
    }
}
