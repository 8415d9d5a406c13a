package cloud.vibe.data.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a condition means for {@code i.value}, which is {@code vibe.sort_key} of the value. Each bound is met by every document that meets
 * the condition and by some that do not (numbers as doubles, strings cut off): the selector itself is always asked as well. The key of a
 * type's values begins with a digit, so that all of them lie between that digit and the next.
 */
final class IndexBounds {
    private IndexBounds() {}

    static SqlText of(Condition condition) {
        return switch (condition) {
            case Condition.Equal equal -> key(SqlText.of("i.value = "), equal.value());
            case Condition.OneOf oneOf -> oneOf(oneOf.values());
            case Condition.Ordered ordered ->
                ordered.order().isUpwards()
                        ? key(SqlText.of("i.value >= "), ordered.value())
                        : key(SqlText.of("i.value >= '1' AND i.value <= "), ordered.value());
            case Condition.BeginsWith beginsWith -> beginsWith(beginsWith.start());
            case Condition.OfType ofType -> ofType(ofType.type());
            case Condition.Present present -> SqlText.of(present.isPresent() ? "i.value >= '1'" : "i.value = '0'");
            case Condition.HoldsAll all -> ofType(JsonType.ARRAY);
            case Condition.SomeElement some -> ofType(JsonType.ARRAY);
            case Condition.EveryElement every -> ofType(JsonType.ARRAY);
            case Condition.OfSize size -> ofType(JsonType.ARRAY);
            case Condition.Remainder remainder -> ofType(JsonType.NUMBER);
            case Condition.Fits fits -> ofType(JsonType.STRING);
            case Condition.Not not -> SqlText.of("i.value >= '1'");
        };
    }

    private static SqlText key(SqlText sql, JsonNode value) {
        return sql.add("vibe.sort_key(").bindText(value.toString()).add("::jsonb)");
    }

    // An array fits by its elements, and what they are is not in the index.
    private static SqlText oneOf(List<JsonNode> values) {
        return SqlText.of("i.value = ANY (ARRAY(SELECT vibe.sort_key(wanted::jsonb) FROM unnest(")
                .bindTexts(values.stream().map(JsonNode::toString).toList())
                .add("::text[]) AS wanted UNION SELECT '6'))");
    }

    private static SqlText beginsWith(String start) {
        int length = start.offsetByCodePoints(0, Math.min(199, start.codePointCount(0, start.length())));
        String from = "5" + start.substring(0, length);
        SqlText sql = SqlText.of("i.value >= ").bindText(from);
        return sql.add(" AND i.value < ").bindText(behind(from));
    }

    /** The least text that is greater than everything that begins so. */
    static String behind(String start) {
        int last = start.codePointBefore(start.length());
        String rest = start.substring(0, start.length() - Character.charCount(last));
        if (last == Character.MAX_CODE_POINT) {
            return behind(rest);
        }
        // Between these two there are the halves of surrogate pairs, which are no characters.
        return rest + Character.toString(last == 0xD7FF ? 0xE000 : last + 1);
    }

    private static SqlText ofType(JsonType type) {
        return switch (type) {
            case NULL -> SqlText.of("i.value = '1'");
            case BOOLEAN -> SqlText.of("i.value >= '2' AND i.value <= '3'");
            case NUMBER -> SqlText.of("i.value >= '4' AND i.value < '5'");
            case STRING -> SqlText.of("i.value >= '5' AND i.value < '6'");
            case ARRAY -> SqlText.of("i.value = '6'");
            case OBJECT -> SqlText.of("i.value = '7'");
        };
    }
}
