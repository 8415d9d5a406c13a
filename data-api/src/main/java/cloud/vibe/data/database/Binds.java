package cloud.vibe.data.database;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.kernel.DocumentId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fills the question marks of a statement from left to right. */
public final class Binds {
    private final PreparedStatement statement;
    private int position;

    Binds(PreparedStatement statement) {
        this.statement = statement;
    }

    public Binds text(@Nullable String value) throws SQLException {
        statement.setString(++position, value);
        return this;
    }

    public Binds uuid(@Nullable UUID value) throws SQLException {
        if (value == null) {
            // Of no type the driver would ask the server once the statement is a prepared one, in a round trip that
            // ends the implicit transaction between the caller's settings and the query: the query would run for
            // nobody.
            statement.setNull(++position, Types.OTHER, "uuid");
        } else {
            statement.setObject(++position, value, Types.OTHER);
        }
        return this;
    }

    public Binds number(long value) throws SQLException {
        statement.setLong(++position, value);
        return this;
    }

    public Binds flag(boolean value) throws SQLException {
        statement.setBoolean(++position, value);
        return this;
    }

    public Binds texts(Collection<String> values) throws SQLException {
        statement.setArray(++position, statement.getConnection().createArrayOf("text", values.toArray()));
        return this;
    }

    /** Elements may be null. */
    public Binds optionalTexts(List<@Nullable String> values) throws SQLException {
        statement.setArray(++position, statement.getConnection().createArrayOf("text", values.toArray()));
        return this;
    }

    public Binds uuids(Collection<UUID> values) throws SQLException {
        statement.setArray(++position, statement.getConnection().createArrayOf("uuid", values.toArray()));
        return this;
    }

    /** Exactly the settings of {@link CallerStatement}, in their order. */
    void caller(Caller caller, @Nullable DocumentId asked) throws SQLException {
        text(asked == null ? "" : asked.toString());
        switch (caller) {
            case AppForPerson app ->
                issued(app.issued())
                        .text(app.person().toString())
                        .text(app.app().value())
                        .text(app.grant().toString())
                        .text(Long.toString(app.grantVersion()))
                        .text(timeOrNothing(app.grantUntil()))
                        .text(arrayLiteral(app.permissions().reads()))
                        .text(arrayLiteral(app.permissions().writes()));
            case AppForItself app ->
                issued(app.issued())
                        .text(app.self().toString())
                        .text(app.app().value())
                        .text(arrayLiteral(app.permissions().reads()))
                        .text(arrayLiteral(app.permissions().writes()))
                        .text(arrayLiteral(app.global().reads()))
                        .text(arrayLiteral(app.global().writes()));
            case Nobody nobody -> {}
        }
    }

    private Binds issued(Issued issued) throws SQLException {
        return text(issued.session()).text(issued.at().toString());
    }

    private static String timeOrNothing(@Nullable Instant time) {
        return time == null ? "" : time.toString();
    }

    // Types hold nothing that an array literal would have to quote.
    private static String arrayLiteral(Collection<String> types) {
        return "{" + String.join(",", types) + "}";
    }
}
