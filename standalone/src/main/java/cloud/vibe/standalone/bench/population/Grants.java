package cloud.vibe.standalone.bench.population;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Who there is and what they have granted, taken from the database that the identity side writes to into another one. */
final class Grants {
    private static final List<String> TABLES = List.of("principals", "app_user_grants");
    private static final String COLUMNS = """
            SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
            WHERE table_schema = 'vibe' AND table_name = ? AND is_generated = 'NEVER'
            """;

    private Grants() {}

    static void copy(Connection from, Connection to) throws SQLException {
        execute(to, "TRUNCATE vibe.app_user_grants, vibe.principals");
        for (String table : TABLES) {
            String columns = all(to, COLUMNS, table).getFirst();
            String insert =
                    "INSERT INTO vibe.%1$s (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::vibe.%1$s, ?::jsonb)"
                            .formatted(table, columns);
            for (String row : all(from, "SELECT to_jsonb(t)::text FROM vibe." + table + " AS t")) {
                try (PreparedStatement statement = to.prepareStatement(insert)) {
                    statement.setString(1, row);
                    statement.execute();
                }
            }
        }
    }

    private static List<String> all(Connection connection, String sql, String... binds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < binds.length; i++) {
                statement.setString(i + 1, binds[i]);
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    rows.add(results.getString(1));
                }
            }
            return rows;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
