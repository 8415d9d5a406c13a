package cloud.vibe.data.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What is asked of one value. A value that is missing meets no condition but {@code Present(false)}, not even {@link Not}: that is how
 * CouchDB's Mango reads {@code $ne}, {@code $nin} and {@code $not}, and unlike MongoDB.
 */
sealed interface Condition {
    /** {@code $eq}: the same JSON value. Numbers are compared as such, so 1.0 is 1; the order of an object's names does not count. */
    record Equal(JsonNode value) implements Condition {}

    /**
     * {@code $gt $gte $lt $lte}. Between types the order is null, booleans, numbers, strings, arrays, objects, so that every string is
     * greater than 5. False is less than true, numbers go by their exact value, strings by code points. The operand is a scalar: arrays
     * have no order among themselves, and neither have objects.
     */
    record Ordered(Order order, JsonNode value) implements Condition {}

    /** {@code $in}: the value, or one of its elements if it is an array, equals one of these. */
    record OneOf(List<JsonNode> values) implements Condition {}

    /** {@code $exists}: there is such a value, and be it null. */
    record Present(boolean isPresent) implements Condition {}

    /** {@code $type}. */
    record OfType(JsonType type) implements Condition {}

    /** {@code $all}: an array with at least these elements. */
    record HoldsAll(List<JsonNode> values) implements Condition {}

    /** {@code $elemMatch}: an array with an element that fits. */
    record SomeElement(Selector selector) implements Condition {}

    /** {@code $allMatch}: an array that is not empty and whose elements all fit. */
    record EveryElement(Selector selector) implements Condition {}

    /** {@code $size}: an array of so many elements. */
    record OfSize(int size) implements Condition {}

    /** {@code $mod}: a whole number whose remainder is this one; the sign is that of the number. */
    record Remainder(long divisor, long remainder) implements Condition {}

    /** {@code $regex}: a string of which some part fits. */
    record Fits(SafePattern pattern) implements Condition {}

    /** {@code $beginsWith}: a string that begins so. */
    record BeginsWith(String start) implements Condition {}

    /** There is a value, and it does not meet the condition. */
    record Not(Condition condition) implements Condition {}

    /** A comparison. */
    enum Order {
        GREATER,
        GREATER_OR_EQUAL,
        LESS,
        LESS_OR_EQUAL;

        Order negated() {
            return switch (this) {
                case GREATER -> LESS_OR_EQUAL;
                case GREATER_OR_EQUAL -> LESS;
                case LESS -> GREATER_OR_EQUAL;
                case LESS_OR_EQUAL -> GREATER;
            };
        }

        boolean isUpwards() {
            return this == GREATER || this == GREATER_OR_EQUAL;
        }

        boolean takesEqual() {
            return this == GREATER_OR_EQUAL || this == LESS_OR_EQUAL;
        }
    }
}
