package cloud.vibe.data.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;

/**
 * What a client hears of the way to an answer: our plan, the SQL without its values, and PostgreSQL's plan down to which steps it takes by
 * which index. Not its estimates: they are drawn from everybody's documents. And not its conditions, for they tell of the policies.
 */
final class Explanation {
    private static final String[] SHOWN = {
        "Node Type", "Scan Direction", "Index Name", "Relation Name", "Join Type", "Strategy"
    };

    private Explanation() {}

    static String json(Plan plan, boolean isTooCostly, SqlText sql, JsonNode explained) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        DeclaredIndex index = plan.index();
        Place.InData advice = plan.advice();
        ObjectNode ours = json.putObject("plan");
        ours.put("index", index == null ? null : index.path().toString());
        ours.put("servesSelector", !plan.bounds().isEmpty());
        ours.put("servesSort", plan.servesSort());
        ours.put("tooCostly", isTooCostly);
        ours.put("declareIndexOn", advice == null ? null : advice.toString());
        json.put("sql", sql.toString());
        json.set("postgres", stripped(explained));
        return json.toString();
    }

    private static ObjectNode stripped(JsonNode node) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (String name : SHOWN) {
            if (node.has(name)) {
                kept.set(name, node.path(name));
            }
        }
        Iterator<JsonNode> children = node.path("Plans").elements();
        if (children.hasNext()) {
            ArrayNode plans = kept.putArray("Plans");
            children.forEachRemaining(child -> plans.add(stripped(child)));
        }
        return kept;
    }
}
