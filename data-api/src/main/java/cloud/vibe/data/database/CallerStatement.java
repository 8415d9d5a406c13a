package cloud.vibe.data.database;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.kernel.DocumentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement for a caller: their settings and the query as one text, which the driver sends in one round trip. Outside of an explicit
 * transaction both are one implicit transaction, and the settings end with it. There is one text for each kind of caller.
 */
public final class CallerStatement {
    private static final String APP_FOR_PERSON = """
            SELECT set_config('vibe.document', ?, true), set_config('vibe.session', ?, true),
                set_config('vibe.issued_at', ?, true), set_config('vibe.person', ?, true), set_config('vibe.app', ?, true),
                set_config('vibe.grant', ?, true), set_config('vibe.grant_version', ?, true),
                set_config('vibe.grant_until', ?, true), set_config('vibe.reads', ?, true),
                set_config('vibe.writes', ?, true);
            """;
    private static final String APP_FOR_ITSELF = """
            SELECT set_config('vibe.document', ?, true), set_config('vibe.session', ?, true),
                set_config('vibe.issued_at', ?, true), set_config('vibe.self', ?, true), set_config('vibe.app', ?, true),
                set_config('vibe.reads', ?, true), set_config('vibe.writes', ?, true),
                set_config('vibe.global_reads', ?, true), set_config('vibe.global_writes', ?, true);
            """;
    private static final String NOBODY = "SELECT set_config('vibe.document', ?, true);\n";

    private final String forPerson;
    private final String forItself;
    private final String forNobody;

    private CallerStatement(String sql) {
        forPerson = APP_FOR_PERSON + sql;
        forItself = APP_FOR_ITSELF + sql;
        forNobody = NOBODY + sql;
    }

    public static CallerStatement of(String sql) {
        return new CallerStatement(sql);
    }

    /** Runs on a connection, in whatever transaction it is in. */
    <T> List<T> run(
            Connection connection, Caller caller, @Nullable DocumentId asked, Row.Binder binder, Row.Reader<T> reader)
            throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(text(caller))) {
            Binds binds = new Binds(prepared);
            binds.caller(caller, asked);
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

    /** What is sent to the database for this kind of caller. */
    String text(Caller caller) {
        return switch (caller) {
            case AppForPerson app -> forPerson;
            case AppForItself app -> forItself;
            case Nobody nobody -> forNobody;
        };
    }
}
