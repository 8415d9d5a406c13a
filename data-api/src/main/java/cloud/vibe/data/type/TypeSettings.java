package cloud.vibe.data.type;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app wants of a type, for its own writes.
 *
 * @param history how many old versions of a document are kept
 * @param revRequired whether a change must name the rev that it replaces
 * @param schemaVersion which schema data is held against; nothing means the newest
 */
record TypeSettings(
        int history, boolean revRequired, @Nullable Integer schemaVersion) {
    static final TypeSettings DEFAULT = new TypeSettings(0, false, null);

    /** What is not said is as it would be without settings. */
    static TypeSettings of(ObjectNode body) {
        int history = 0;
        boolean revRequired = false;
        Integer schemaVersion = null;
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "history" -> history = history(value);
                case "revRequired" -> revRequired = flag(value);
                case "schemaVersion" -> schemaVersion = value.isNull() ? null : number(value, "schemaVersion", 1);
                default ->
                    throw Problem.invalidRequest("The settings of a type are history, revRequired and schemaVersion.");
            }
        }
        return new TypeSettings(history, revRequired, schemaVersion);
    }

    String json() {
        return "{\"history\":" + history + ",\"revRequired\":" + revRequired + ",\"schemaVersion\":" + schemaVersion
                + "}";
    }

    private static int history(JsonNode value) {
        int history = number(value, "history", 0);
        if (history > Limit.HISTORY.max()) {
            throw Problem.beyond(Limit.HISTORY);
        }
        return history;
    }

    private static int number(JsonNode value, String name, int min) {
        if (!value.isInt() || value.intValue() < min) {
            throw Problem.invalidRequest("The setting " + name + " is a whole number from " + min + " on.");
        }
        return value.intValue();
    }

    private static boolean flag(JsonNode value) {
        if (!value.isBoolean()) {
            throw Problem.invalidRequest("The setting revRequired is true or false.");
        }
        return value.booleanValue();
    }
}
