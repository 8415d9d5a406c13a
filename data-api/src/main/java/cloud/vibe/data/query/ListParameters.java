package cloud.vibe.data.query;

import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query as parameters of a GET; sort and fields are lists with commas, and {@code -due} sorts downwards. */
record ListParameters(
        @Nullable String type,
        @Nullable String owner,
        @Nullable String key,
        @Nullable String selector,
        @Nullable String sort,
        @Nullable String fields,
        @Nullable String limit,
        @Nullable String after,
        @Nullable String count,
        @Nullable String explain) {

    /** The same in the form of a body. */
    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "type", type);
        put(json, "owner", owner);
        put(json, "after", after);
        flag(json, "count", count);
        flag(json, "explain", explain);
        if (limit != null) {
            json.set("limit", number(limit));
        }
        if (fields != null) {
            ArrayNode names = json.putArray("fields");
            split(fields).forEach(names::add);
        }
        if (sort != null) {
            ArrayNode terms = json.putArray("sort");
            split(sort).forEach(term -> terms.add(term(term)));
        }
        JsonNode asked = selector == null ? null : QueryJson.read(selector);
        if (key == null && asked != null) {
            json.set("selector", asked);
        } else if (key != null) {
            ArrayNode both = json.putObject("selector").putArray("$and");
            both.addObject().put("_key", key);
            if (asked != null) {
                both.add(asked);
            }
        }
        return QueryJson.checked(json);
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void flag(ObjectNode json, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw Problem.invalidRequest("The parameter " + name + " is true or false.");
        }
        json.put(name, value.equals("true"));
    }

    private static JsonNode number(String text) {
        try {
            return JsonNodeFactory.instance.numberNode(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw Problem.invalidRequest("The parameter limit is a number.");
        }
    }

    private static List<String> split(String list) {
        return List.of(list.split(",", -1));
    }

    private static JsonNode term(String term) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return term.startsWith("-") ? json.put(term.substring(1), "desc") : json.put(term, "asc");
    }
}
