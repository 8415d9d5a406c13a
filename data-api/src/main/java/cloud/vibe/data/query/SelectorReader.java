package cloud.vibe.data.query;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.query.Condition.Order;
import cloud.vibe.data.query.Place.InData;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a selector in the manner of CouchDB's Mango. Members of an object are joined by "and"; a plain value stands for {@code $eq}; an
 * object without operators goes on with the path; an empty object is itself. Depth and number of tests are bounded.
 */
final class SelectorReader {
    static final String OPERATORS =
            "$eq $ne $gt $gte $lt $lte $in $nin $exists $type $and $or $nor $not $all $elemMatch"
                    + " $allMatch $size $mod $regex $beginsWith";

    private int tests;

    /** Where the reader stands: what has been named so far, of the document or of an element of an array. */
    private record Here(Place place, boolean isElement) {
        static final Here DOCUMENT = new Here(Place.WHOLE, false);
        static final Here ELEMENT = new Here(Place.WHOLE, true);

        boolean isRoot() {
            return place.equals(Place.WHOLE);
        }
    }

    /** @throws Problem if it is none, with the operator or name that is to blame */
    static Selector read(JsonNode json) {
        if (!json.isObject()) {
            throw invalid("A selector is an object such as {\"status\": \"open\"}.");
        }
        return new SelectorReader().value(json, Here.DOCUMENT, false, 0);
    }

    private Selector value(JsonNode json, Here here, boolean isNegated, int depth) {
        if (depth > Limit.SELECTOR_DEPTH.max()) {
            throw Problem.beyond(Limit.SELECTOR_DEPTH);
        }
        boolean isPlain = !json.isObject() || (json.isEmpty() && !here.isRoot());
        if (isPlain) {
            return test(here, "$eq", new Condition.Equal(json), isNegated);
        }
        List<Selector> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            parts.add(member(member.getKey(), member.getValue(), here, isNegated, depth + 1));
        }
        return joined(parts, !isNegated);
    }

    private Selector member(String name, JsonNode argument, Here here, boolean isNegated, int depth) {
        if (name.startsWith("$")) {
            return operator(name, argument, here, isNegated, depth);
        }
        return value(argument, below(here, name), isNegated, depth);
    }

    private static Here below(Here here, String name) {
        Place place = switch (here.place()) {
            case InData data when data.names().isEmpty() && !here.isElement() -> Place.ofDocument(name);
            case InData data -> data.below(Place.names(name));
            case Place.Beside beside ->
                throw invalid(beside + " is a string and has no member " + Place.shown(name) + ".");
        };
        return new Here(place, here.isElement());
    }

    private Selector operator(String name, JsonNode argument, Here here, boolean isNegated, int depth) {
        return switch (name) {
            case "$and" -> joined(each(name, argument, here, isNegated, depth), !isNegated);
            case "$or" -> joined(each(name, argument, here, isNegated, depth), isNegated);
            case "$nor" -> joined(each(name, argument, here, !isNegated, depth), !isNegated);
            case "$not" -> value(argument, here, !isNegated, depth);
            case "$ne" -> test(here, name, new Condition.Equal(argument), !isNegated);
            case "$nin" -> test(here, name, new Condition.OneOf(list(name, argument)), !isNegated);
            default -> test(here, name, condition(name, argument, depth), isNegated);
        };
    }

    private Condition condition(String name, JsonNode argument, int depth) {
        return switch (name) {
            case "$eq" -> new Condition.Equal(argument);
            case "$gt" -> ordered(Order.GREATER, name, argument);
            case "$gte" -> ordered(Order.GREATER_OR_EQUAL, name, argument);
            case "$lt" -> ordered(Order.LESS, name, argument);
            case "$lte" -> ordered(Order.LESS_OR_EQUAL, name, argument);
            case "$in" -> new Condition.OneOf(list(name, argument));
            case "$exists" -> {
                require(argument.isBoolean(), name, "true or false");
                yield new Condition.Present(argument.booleanValue());
            }
            case "$type" ->
                new Condition.OfType(JsonType.named(argument.asText())
                        .orElseThrow(() -> wrong(name, "null, boolean, number, string, array or object")));
            case "$all" -> {
                List<JsonNode> values = list(name, argument);
                require(!values.isEmpty(), name, "an array that is not empty");
                yield new Condition.HoldsAll(values);
            }
            case "$elemMatch" -> new Condition.SomeElement(ofElement(name, argument, depth));
            case "$allMatch" -> new Condition.EveryElement(ofElement(name, argument, depth));
            case "$size" -> {
                require(argument.isInt() && argument.intValue() >= 0, name, "a whole number from 0 on");
                yield new Condition.OfSize(argument.intValue());
            }
            case "$mod" -> remainder(name, argument);
            case "$regex" -> {
                require(argument.isTextual(), name, "a string");
                yield new Condition.Fits(SafePattern.of(argument.textValue()));
            }
            case "$beginsWith" -> {
                require(argument.isTextual(), name, "a string");
                yield new Condition.BeginsWith(argument.textValue());
            }
            default ->
                throw invalid("There is no operator " + Place.shown(name) + ". There are " + OPERATORS
                        + "; a name of the data that begins with a dollar sign is written \\$name.");
        };
    }

    private Selector test(Here here, String name, Condition condition, boolean isNegated) {
        if (here.isRoot() && !here.isElement()) {
            throw invalid(name + " needs a name to look at: {\"status\": {\"" + name + "\": ...}}.");
        }
        if (++tests > Limit.SELECTOR_TESTS.max()) {
            throw Problem.beyond(Limit.SELECTOR_TESTS);
        }
        return new Selector.Test(here.place(), isNegated ? negated(condition) : condition);
    }

    private static Condition negated(Condition condition) {
        return switch (condition) {
            case Condition.Present present -> new Condition.Present(!present.isPresent());
            case Condition.Ordered ordered ->
                new Condition.Ordered(ordered.order().negated(), ordered.value());
            case Condition.Not not -> not.condition();
            default -> new Condition.Not(condition);
        };
    }

    private Selector ofElement(String name, JsonNode argument, int depth) {
        require(argument.isObject(), name, "an object");
        return value(argument, Here.ELEMENT, false, depth);
    }

    private List<Selector> each(String name, JsonNode argument, Here here, boolean isNegated, int depth) {
        require(argument.isArray(), name, "an array of selectors");
        List<Selector> parts = new ArrayList<>();
        for (JsonNode part : argument) {
            require(part.isObject() || !here.isRoot() || here.isElement(), name, "an array of selectors");
            parts.add(value(part, here, isNegated, depth));
        }
        return parts;
    }

    private static Selector joined(List<Selector> parts, boolean byAnd) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        return byAnd ? new Selector.All(List.copyOf(parts)) : new Selector.Any(List.copyOf(parts));
    }

    private static Condition ordered(Order order, String name, JsonNode argument) {
        require(JsonType.of(argument).isScalar(), name, "a string, a number, true, false or null");
        return new Condition.Ordered(order, argument);
    }

    private static Condition remainder(String name, JsonNode argument) {
        boolean isPair = argument.isArray() && argument.size() == 2;
        @Nullable JsonNode divisor = isPair ? argument.get(0) : null;
        @Nullable JsonNode remainder = isPair ? argument.get(1) : null;
        if (divisor == null
                || remainder == null
                || !divisor.isIntegralNumber()
                || !remainder.isIntegralNumber()
                || !divisor.canConvertToLong()
                || !remainder.canConvertToLong()
                || divisor.longValue() == 0) {
            throw wrong(name, "[divisor, remainder], two whole numbers of which the first is not 0");
        }
        return new Condition.Remainder(divisor.longValue(), remainder.longValue());
    }

    private static List<JsonNode> list(String name, JsonNode argument) {
        require(argument.isArray(), name, "an array");
        if (argument.size() > Limit.SELECTOR_VALUES.max()) {
            throw Problem.beyond(Limit.SELECTOR_VALUES);
        }
        List<JsonNode> values = new ArrayList<>();
        argument.forEach(values::add);
        return List.copyOf(values);
    }

    private static void require(boolean isSo, String name, String wanted) {
        if (!isSo) {
            throw wrong(name, wanted);
        }
    }

    private static Problem wrong(String name, String wanted) {
        return invalid(name + " takes " + wanted + ".");
    }

    private static Problem invalid(String detail) {
        return Problem.of(ProblemCode.INVALID_SELECTOR, detail);
    }
}
