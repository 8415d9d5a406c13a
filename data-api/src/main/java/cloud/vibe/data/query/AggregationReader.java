package cloud.vibe.data.query;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what is to be computed. */
final class AggregationReader {
    private static final int MAX_NAME = 100;

    private AggregationReader() {}

    static @Nullable Aggregation read(JsonNode json) {
        if (json.isMissingNode()) {
            return null;
        }
        if (!json.isObject()) {
            throw wrongAggregate();
        }
        List<Aggregation.Group> groups = new ArrayList<>();
        for (JsonNode group : QueryReader.list(json.path("groupBy"), "groupBy", Limit.GROUP_BY)) {
            if (!group.isTextual()) {
                throw wrongAggregate();
            }
            groups.add(new Aggregation.Group(group.textValue(), Place.ofDocument(group.textValue())));
        }
        Map<String, Metric> metrics = new LinkedHashMap<>();
        JsonNode wanted = json.path("metrics");
        if (!wanted.isObject() || wanted.isEmpty()) {
            throw wrongAggregate();
        }
        if (wanted.size() > Limit.METRICS.max()) {
            throw Problem.beyond(Limit.METRICS);
        }
        for (Map.Entry<String, JsonNode> metric : wanted.properties()) {
            if (metric.getKey().length() > MAX_NAME) {
                throw Problem.invalidRequest("The name of a metric has at most " + MAX_NAME + " characters.");
            }
            metrics.put(metric.getKey(), metric(metric.getValue()));
        }
        return new Aggregation(groups, metrics);
    }

    private static Metric metric(JsonNode json) {
        if (!json.isObject() || json.size() != 1) {
            throw wrongAggregate();
        }
        String name = json.fieldNames().next();
        JsonNode argument = json.path(name);
        if (name.equals("$count") && argument.isBoolean() && argument.booleanValue()) {
            return new Metric.CountAll();
        }
        if (!argument.isTextual()) {
            throw wrongAggregate();
        }
        Place place = Place.ofDocument(argument.textValue());
        return switch (name) {
            case "$count" -> new Metric.Count(place);
            case "$sum" -> new Metric.Sum(place);
            case "$avg" -> new Metric.Average(place);
            case "$min" -> new Metric.Least(place);
            case "$max" -> new Metric.Greatest(place);
            default ->
                throw Problem.invalidRequest(
                        "There is no metric " + Place.shown(name) + ". There are $count $sum $avg $min $max.");
        };
    }

    private static Problem wrongAggregate() {
        return Problem.invalidRequest("An aggregate is such as {\"groupBy\": [\"status\"], \"metrics\":"
                + " {\"total\": {\"$sum\": \"price\"}, \"n\": {\"$count\": true}}}, each metric under a name.");
    }
}
