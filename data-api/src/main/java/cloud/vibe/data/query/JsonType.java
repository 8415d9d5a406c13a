package cloud.vibe.data.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of JSON in their order: each value of one is less than each value of the next. */
enum JsonType {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT;

    static JsonType of(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> BOOLEAN;
            case NUMBER -> NUMBER;
            case STRING -> STRING;
            case ARRAY -> ARRAY;
            case OBJECT -> OBJECT;
            case NULL, MISSING, BINARY, POJO -> NULL;
        };
    }

    static Optional<JsonType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.wire().equals(name)).findFirst();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isScalar() {
        return compareTo(ARRAY) < 0;
    }
}
