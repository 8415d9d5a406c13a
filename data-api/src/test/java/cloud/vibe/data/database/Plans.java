package cloud.vibe.data.database;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL runs a caller's statement for the API's role: planned for its values, as the first few times, and once for all values, as
 * from then on if that seems no dearer.
 */
public final class Plans {
    private static final Pattern QUESTION_MARK = Pattern.compile("\\?");

    private Plans() {}

    /** Both plans go to documents by an index, and gather nothing of what the policy asks for each of them. */
    public static void requireIndexes(
            Caller caller, @Nullable DocumentId asked, CallerStatement statement, Row.Binder binder) throws Exception {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            JsonNode plan = plan(mode, caller, asked, statement, binder);
            assertThat(scans(plan)).as("%s: %s", mode, plan).isNotEmpty().doesNotContain("Seq Scan");
            assertThat(hashed(plan)).as("%s: %s", mode, plan).containsOnly("ProjectSet");
        }
    }

    // EXPLAIN of a statement with parameters always plans for their values; only that of a prepared one asks for the
    // mode. Its values must be literals, which the driver writes for us in this mode of its own.
    private static JsonNode plan(
            String mode, Caller caller, @Nullable DocumentId asked, CallerStatement statement, Row.Binder binder)
            throws Exception {
        String url = TestDatabase.get().url() + "?preferQueryMode=simple";
        try (Connection api = DriverManager.getConnection(url, "vibe_api", TestDatabase.PASSWORD)) {
            api.setAutoCommit(false);
            String[] parts = statement.text(caller).split(";\n", 2);
            try (PreparedStatement settings = api.prepareStatement(parts[0])) {
                new Binds(settings).caller(caller, asked);
                settings.execute();
            }
            List<String> places = new ArrayList<>();
            String numbered = QUESTION_MARK.matcher(parts[1]).replaceAll(match -> {
                places.add("?");
                return "\\$" + places.size();
            });
            TestDatabase.execute(api, "PREPARE hot AS " + numbered);
            TestDatabase.execute(api, "SET LOCAL plan_cache_mode = " + mode);
            String values = places.isEmpty() ? "" : "(" + String.join(", ", places) + ")";
            try (PreparedStatement explain = api.prepareStatement("EXPLAIN (FORMAT JSON) EXECUTE hot " + values)) {
                binder.bind(new Binds(explain));
                try (var results = explain.executeQuery()) {
                    assertThat(results.next()).isTrue();
                    return Contract.JSON.readTree(results.getString(1));
                }
            }
        }
    }

    /** What is gathered for all rows at once. The caller's own principals are, and nothing that grows with the documents. */
    private static Set<String> hashed(JsonNode plan) {
        String text = plan.toString();
        Set<String> nodes = new TreeSet<>(Set.of("ProjectSet"));
        for (JsonNode node : plan.findParents("Subplan Name")) {
            String name = node.path("Subplan Name").asText();
            if (text.contains("hashed " + name + ")")) {
                nodes.add(node.path("Node Type").asText());
            }
        }
        return nodes;
    }

    private static List<String> scans(JsonNode plan) {
        List<String> scans = new ArrayList<>();
        for (JsonNode node : plan.findParents("Relation Name")) {
            if (node.path("Relation Name").asText().equals("documents")) {
                scans.add(node.path("Node Type").asText());
            }
        }
        return scans;
    }
}
