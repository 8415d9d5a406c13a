package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Documents, edges that contain and shares, made as apps do; and the rights that are kept, against a recomputation. */
abstract class TreeTrial {
    static final String EDGE =
            "INSERT INTO vibe.doc_edges (id, source, target, label) VALUES (gen_random_uuid(), ?, ?, 'contains') RETURNING 1";

    static final String MADE = """
            WITH made AS (
                INSERT INTO vibe.documents (id, owner, type, data, rev)
                SELECT gen_random_uuid(), vibe.me(), 'notes', '{}', '1-0000000000000000' FROM generate_series(1, ?)
                RETURNING id)
            SELECT id FROM made
            """;

    final Api api = TestCloud.get().api();
    final TestApp owner = TestCloud.get().app("notes:write");
    final TestApp other = TestCloud.get().app("notes:write");

    Api.Answer contain(TestApp by, String source, String target) throws IOException, InterruptedException {
        return api.send(
                by,
                "POST",
                "/v1/documents/" + source + "/edges",
                "{\"target\":\"" + target + "\",\"label\":\"contains\"}");
    }

    Api.Answer share(TestApp by, String id, String action, TestApp... with) throws IOException, InterruptedException {
        List<String> entries = new ArrayList<>();
        for (TestApp one : with) {
            entries.add("{\"principal\":{\"kind\":\"person\",\"id\":\"" + one.person() + "\"},\"actions\":[\"" + action
                    + "\"]}");
        }
        return api.send(by, "PUT", "/v1/documents/" + id + "/acl", "{\"entries\":[" + String.join(",", entries) + "]}");
    }

    int seen(String id) throws IOException, InterruptedException {
        return api.get(other, "/v1/documents/" + id).status();
    }

    List<String> chain(int length) throws IOException, InterruptedException {
        List<String> chain = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            chain.add(api.create(owner, "n" + i).id());
            if (i > 0) {
                assertThat(contain(owner, chain.get(i - 1), chain.get(i)).status())
                        .isEqualTo(201);
            }
        }
        return chain;
    }

    void assertExact(List<String> documents) throws Exception {
        RightsOfTree rights =
                RightsOfTree.of(documents.stream().map(UUID::fromString).toList());
        assertThat(rights.kept()).isEqualTo(rights.wanted());
    }

    static List<UUID> documents(SqlCaller caller, int count) throws SQLException {
        return caller.query(MADE, count).stream().map(UUID::fromString).toList();
    }

    Api.Answer restore(TestApp by, String id) throws IOException, InterruptedException {
        return api.send(api.request(by, "/v1/documents/" + id + "/restore").POST(HttpRequest.BodyPublishers.noBody()));
    }
}
