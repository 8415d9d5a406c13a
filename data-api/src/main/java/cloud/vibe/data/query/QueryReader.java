package cloud.vibe.data.query;

import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a query from its JSON, member by member; what does not belong there is refused, so that no misspelt condition is passed over. */
final class QueryReader {
    private static final Set<String> MEMBERS =
            Set.of("type", "owner", "selector", "sort", "fields", "limit", "after", "count", "aggregate", "explain");

    private QueryReader() {}

    static Query read(JsonNode json) {
        if (!json.isObject()) {
            throw Problem.invalidRequest("A query is an object such as {\"type\": \"notes\"}.");
        }
        json.fieldNames().forEachRemaining(QueryReader::requireKnown);
        JsonNode selector = json.path("selector");
        List<SortTerm> sort = sort(json.path("sort"));
        Aggregation aggregate = AggregationReader.read(json.path("aggregate"));
        String after = text(json, "after");
        if (aggregate != null && (after != null || json.has("sort") || json.has("fields") || json.has("count"))) {
            throw Problem.invalidRequest("The member aggregate goes with type, owner, selector and explain only.");
        }
        long fingerprint = fingerprint(json);
        Query query = new Query(
                type(text(json, "type")),
                text(json, "owner"),
                selector.isMissingNode() ? Selector.everything() : SelectorReader.read(selector),
                sort,
                fields(json.path("fields")),
                limit(json.path("limit")),
                null,
                flag(json, "count"),
                aggregate,
                flag(json, "explain"),
                fingerprint);
        return after == null
                ? query
                : query.from(
                        Cursor.decode(after, fingerprint, query.sortBeforeId().size()));
    }

    private static void requireKnown(String name) {
        if (!MEMBERS.contains(name)) {
            throw Problem.invalidRequest("A query has no member " + Place.shown(name) + ". It may have "
                    + String.join(", ", MEMBERS.stream().sorted().toList()) + ".");
        }
    }

    private static DocumentType type(@Nullable String type) {
        if (type == null) {
            throw Problem.invalidRequest("Say which documents: type=notes.");
        }
        try {
            return new DocumentType(type);
        } catch (IllegalArgumentException e) {
            throw Problem.invalidRequest("The type is not one such as notes or com.example.note.");
        }
    }

    private static int limit(JsonNode limit) {
        if (limit.isMissingNode()) {
            return Query.DEFAULT_LIMIT;
        }
        if (!limit.isIntegralNumber() || limit.bigIntegerValue().signum() <= 0) {
            throw Problem.invalidRequest("The limit is a number from 1 to " + Limit.PAGE_SIZE.max() + ".");
        }
        if (!limit.isInt() || limit.intValue() > Limit.PAGE_SIZE.max()) {
            throw Problem.beyond(Limit.PAGE_SIZE);
        }
        return limit.intValue();
    }

    private static List<SortTerm> sort(JsonNode sort) {
        List<SortTerm> terms = new ArrayList<>();
        for (JsonNode term : list(sort, "sort", Limit.SORT_TERMS)) {
            boolean isPair = term.isObject() && term.size() == 1;
            if (!term.isTextual() && !isPair) {
                throw wrongSort();
            }
            String name = isPair ? term.fieldNames().next() : term.textValue();
            String direction = isPair ? term.path(name).asText() : "asc";
            if (!direction.equals("asc") && !direction.equals("desc")) {
                throw wrongSort();
            }
            terms.add(new SortTerm(Place.ofDocument(name), direction.equals("desc")));
        }
        return terms;
    }

    private static Problem wrongSort() {
        return Problem.invalidRequest("The sort is a list such as [\"title\", {\"due\": \"desc\"}].");
    }

    private static @Nullable List<Place.InData> fields(JsonNode fields) {
        if (fields.isMissingNode()) {
            return null;
        }
        List<Place.InData> places = new ArrayList<>();
        for (JsonNode field : list(fields, "fields", Limit.QUERY_FIELDS)) {
            // What stands beside the data is always sent.
            if (field.isTextual() && Place.ofDocument(field.textValue()) instanceof Place.InData data) {
                places.add(data);
            } else if (!field.isTextual()) {
                throw Problem.invalidRequest("The member fields is a list of paths.");
            }
        }
        return places;
    }

    static JsonNode list(JsonNode list, String name, Limit limit) {
        if (list.isMissingNode()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!list.isArray() || list.isEmpty()) {
            throw Problem.invalidRequest("The member " + name + " is a list that is not empty.");
        }
        if (list.size() > limit.max()) {
            throw Problem.beyond(limit);
        }
        return list;
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isTextual()) {
            return value.textValue();
        }
        throw Problem.invalidRequest("The member " + name + " is a string.");
    }

    private static boolean flag(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw Problem.invalidRequest("The member " + name + " is true or false.");
        }
        return value.booleanValue();
    }

    private static long fingerprint(JsonNode json) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : List.of("type", "owner", "selector", "sort")) {
                digest.update((json.path(name) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
