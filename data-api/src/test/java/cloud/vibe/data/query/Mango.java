package cloud.vibe.data.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What a selector means, once more: straight from its JSON and without any SQL, as the room's documentation says it. */
final class Mango {
    private static final List<String> TYPES = List.of("null", "boolean", "number", "string", "array", "object");

    private Mango() {}

    static boolean meets(JsonNode selector, JsonNode document) {
        return meets(selector, document, true, false);
    }

    // A value that is not there is null; JSON's null is a node.
    private static boolean meets(JsonNode selector, @Nullable JsonNode value, boolean isRoot, boolean isNegated) {
        if (!selector.isObject() || (selector.isEmpty() && !isRoot)) {
            return test("$eq", selector, value, isNegated);
        }
        boolean all = true;
        boolean any = false;
        for (Map.Entry<String, JsonNode> member : selector.properties()) {
            boolean one = member(member.getKey(), member.getValue(), value, isRoot, isNegated);
            all &= one;
            any |= one;
        }
        return isNegated ? any : all;
    }

    private static boolean member(
            String name, JsonNode argument, @Nullable JsonNode value, boolean isRoot, boolean isNegated) {
        return switch (name) {
            case "$and" -> each(argument, value, isRoot, isNegated, !isNegated);
            case "$or" -> each(argument, value, isRoot, isNegated, isNegated);
            case "$nor" -> each(argument, value, isRoot, !isNegated, !isNegated);
            case "$not" -> meets(argument, value, isRoot, !isNegated);
            case "$ne" -> test("$eq", argument, value, !isNegated);
            case "$nin" -> test("$in", argument, value, !isNegated);
            default ->
                name.startsWith("$")
                        ? test(name, argument, value, isNegated)
                        : meets(argument, at(value, name), false, isNegated);
        };
    }

    private static boolean each(
            JsonNode parts, @Nullable JsonNode value, boolean isRoot, boolean isNegated, boolean byAnd) {
        List<Boolean> results = new ArrayList<>();
        parts.forEach(part -> results.add(meets(part, value, isRoot, isNegated)));
        return byAnd ? !results.contains(false) : results.contains(true);
    }

    private static @Nullable JsonNode at(@Nullable JsonNode value, String path) {
        JsonNode found = value;
        for (String name : Place.names(path)) {
            if (found == null) {
                return null;
            }
            if (found.isArray() && name.matches("-?\\d+")) {
                int index = Integer.parseInt(name);
                found = found.get(index < 0 ? found.size() + index : index);
            } else {
                found = found.get(name);
            }
        }
        return found;
    }

    private static boolean test(String name, JsonNode argument, @Nullable JsonNode value, boolean isNegated) {
        if (name.equals("$exists")) {
            return (value != null) == argument.booleanValue() != isNegated;
        }
        return value != null && test(name, argument, value) != isNegated;
    }

    private static boolean test(String name, JsonNode argument, JsonNode value) {
        return switch (name) {
            case "$eq" -> equal(value, argument);
            case "$gt" -> compare(value, argument) > 0;
            case "$gte" -> compare(value, argument) >= 0;
            case "$lt" -> compare(value, argument) < 0;
            case "$lte" -> compare(value, argument) <= 0;
            case "$in" ->
                has(argument, value) || (value.isArray() && stream(value).anyMatch(one -> has(argument, one)));
            case "$type" -> type(value).equals(argument.asText());
            case "$all" -> value.isArray() && stream(argument).allMatch(one -> has(value, one));
            case "$elemMatch" -> value.isArray() && stream(value).anyMatch(one -> meets(argument, one, true, false));
            case "$allMatch" ->
                value.isArray() && !value.isEmpty() && stream(value).allMatch(one -> meets(argument, one, true, false));
            case "$size" -> value.isArray() && value.size() == argument.asInt();
            case "$mod" ->
                value.isNumber()
                        && value.decimalValue().remainder(BigDecimal.ONE).signum() == 0
                        && value.decimalValue()
                                        .remainder(argument.get(0).decimalValue())
                                        .compareTo(argument.get(1).decimalValue())
                                == 0;
            case "$regex" ->
                value.isTextual()
                        && Pattern.compile(argument.asText())
                                .matcher(value.asText())
                                .find();
            case "$beginsWith" -> value.isTextual() && value.asText().startsWith(argument.asText());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static boolean has(JsonNode list, JsonNode wanted) {
        return stream(list).anyMatch(one -> equal(one, wanted));
    }

    static String type(JsonNode value) {
        return JsonType.of(value).wire();
    }

    private static boolean equal(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) == 0;
        }
        if (!type(left).equals(type(right)) || left.size() != right.size()) {
            return false;
        }
        if (left.isArray()) {
            for (int i = 0; i < left.size(); i++) {
                if (!equal(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left.isObject()) {
            return left.properties().stream()
                    .allMatch(member ->
                            right.has(member.getKey()) && equal(member.getValue(), right.get(member.getKey())));
        }
        return left.equals(right);
    }

    /** Of values one of which at least is a scalar. */
    static int compare(JsonNode left, JsonNode right) {
        int byType = Integer.compare(TYPES.indexOf(type(left)), TYPES.indexOf(type(right)));
        if (byType != 0) {
            return byType;
        }
        return switch (type(left)) {
            case "boolean" -> Boolean.compare(left.booleanValue(), right.booleanValue());
            case "number" -> left.decimalValue().compareTo(right.decimalValue());
            case "string" -> Arrays.compare(codePoints(left), codePoints(right));
            default -> 0;
        };
    }

    private static int[] codePoints(JsonNode text) {
        return text.asText().codePoints().toArray();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
