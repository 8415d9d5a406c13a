package cloud.vibe.data.database;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.kernel.DocumentId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A caller's statement on a connection of the test's, named to the database by the very code that the process uses. */
public final class AsCaller {
    private AsCaller() {}

    /** The column "answer" of every row. */
    public static List<String> query(
            Connection connection, Caller caller, @Nullable DocumentId asked, String sql, Row.Binder binder)
            throws SQLException {
        return CallerStatement.of(sql).run(connection, caller, asked, binder, row -> row.text("answer"));
    }
}
