package cloud.vibe.standalone.bench.floor;

import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * Of which types the values of a statement are. The log does not say; the server finds it out by itself, but for a few functions that take
 * anything (unnest): for a statement that has one, each type is told by what the value looks like.
 */
enum ParameterTypes {
    FOUND_BY_SERVER {
        @Override
        void set(PreparedStatement statement, int number, @Nullable String value) throws SQLException {
            statement.setObject(number, value, Types.OTHER);
        }
    },

    BY_LOOKS {
        @Override
        void set(PreparedStatement statement, int number, @Nullable String value) throws SQLException {
            PGobject typed = new PGobject();
            typed.setType(looks(value));
            typed.setValue(value);
            statement.setObject(number, typed);
        }
    };

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern ONE_ID = Pattern.compile(UUID);
    private static final Pattern IDS = Pattern.compile("\\{(" + UUID + ",?)+}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    static ParameterTypes of(PreparedStatement statement) {
        try {
            return statement.getParameterMetaData().getParameterCount() >= 0 ? FOUND_BY_SERVER : BY_LOOKS;
        } catch (SQLException ambiguous) {
            return BY_LOOKS;
        }
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

    abstract void set(PreparedStatement statement, int number, @Nullable String value) throws SQLException;
}
