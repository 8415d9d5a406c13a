package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Documents of two people, and edges between them as apps make them. */
abstract class EdgeTrial {
    final Api api = TestCloud.get().api();
    final TestApp owner = TestCloud.get().app("notes:write");
    final TestApp other = TestCloud.get().app("notes:write");

    Api.Answer link(TestApp by, String source, String label, String target) throws IOException, InterruptedException {
        return api.send(by, "POST", edges(source), body(label, target));
    }

    void share(String id, TestApp with, String action) throws IOException, InterruptedException {
        String entries = "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"" + with.person()
                + "\"},\"actions\":[\"" + action + "\"]}]}";
        assertThat(api.send(owner, "PUT", "/v1/documents/" + id + "/acl", entries)
                        .status())
                .isEqualTo(200);
    }

    static String edges(String id) {
        return "/v1/documents/" + id + "/edges";
    }

    static List<String> ids(JsonNode items) {
        List<String> ids = new ArrayList<>();
        items.forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    static String body(String label, String target) {
        return "{\"target\":\"" + target + "\",\"label\":\"" + label + "\",\"data\":{\"n\":1.50}}";
    }

    static String refusal(SqlCaller caller, String sql, UUID id) {
        try {
            caller.query(sql, id);
            return "none";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }
}
