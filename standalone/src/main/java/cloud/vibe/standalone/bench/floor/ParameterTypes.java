package cloud.vibe.standalone.bench.floor;

import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * Of which types the values of a statement are. The log does not say; the server tells, but for a few functions that take anything (unnest):
 * for a statement that has one, each type is told by what the value looks like.
 *
 * @param found one for each value; empty where the server did not tell
 */
record ParameterTypes(List<String> found) {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern ONE_ID = Pattern.compile(UUID);
    private static final Pattern IDS = Pattern.compile("\\{(" + UUID + ",?)+}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    ParameterTypes {
        found = List.copyOf(found);
    }

    static ParameterTypes of(Connection connection, Recipe.Trip trip) {
        return new ParameterTypes(trip.statements().stream()
                .flatMap(statement -> types(connection, statement).stream())
                .toList());
    }

    private static List<String> types(Connection connection, Recipe.Statement sent) {
        try (PreparedStatement statement = connection.prepareStatement(sent.sql())) {
            ParameterMetaData described = statement.getParameterMetaData();
            List<String> types = new ArrayList<>();
            for (int number = 1; number <= described.getParameterCount(); number++) {
                types.add(described.getParameterTypeName(number));
            }
            return types;
        } catch (SQLException ambiguous) {
            return Collections.nCopies(sent.values().size(), "");
        }
    }

    /** A value without a type would be asked for once more when the statement is a prepared one, in a round trip that ends the caller's settings. */
    void set(PreparedStatement statement, int number, @Nullable String value) throws SQLException {
        PGobject typed = new PGobject();
        String type = found.get(number - 1);
        typed.setType(type.isEmpty() ? looks(value) : type);
        typed.setValue(value);
        statement.setObject(number, typed);
    }

    static String looks(@Nullable String value) {
        if (value == null) {
            return "text";
        }
        if (ONE_ID.matcher(value).matches()) {
            return "uuid";
        }
        if (IDS.matcher(value).matches()) {
            return "_uuid";
        }
        if (value.startsWith("{") && (value.equals("{}") || !isJson(value))) {
            return "_text";
        }
        return NUMBER.matcher(value).matches() ? "int8" : "text";
    }

    /** Both arrays and objects stand in braces. */
    private static boolean isJson(String value) {
        try {
            Json.MAPPER.readTree(value);
            return true;
        } catch (JsonProcessingException array) {
            return false;
        }
    }
}
