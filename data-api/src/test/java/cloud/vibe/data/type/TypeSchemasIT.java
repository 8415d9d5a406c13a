package cloud.vibe.data.type;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app wants of a type: who may say so, and what it means for its writes and for nobody else's. */
final class TypeSchemasIT {
    private static final String TITLED =
            "{\"type\":\"object\",\"required\":[\"title\"],\"properties\":{\"title\":{\"type\":\"string\",\"maxLength\":5}}}";

    // As many others would have come by requests.
    private static final String ADDED = """
            INSERT INTO vibe.type_schemas (app, type, version, body)
            SELECT ?, 'notes', n, jsonb_build_object('title', n::text) FROM generate_series(?::integer, ?::integer) AS n
            RETURNING version
            """;

    private final Api api = TestCloud.get().api();
    // Schemas and settings are kept by the app's name, so each test has an app of its own.
    private final TestApp app = named("wants-" + java.util.UUID.randomUUID());

    private static TestApp named(String name) {
        return TestCloud.get().app().other(name, "notes:write", "tasks:write");
    }

    @Test
    void dataThatDoesNotFitIsRefusedWithThePlaces() throws Exception {
        assertThat(setSchema(TITLED).status()).isEqualTo(201);

        Api.Answer refused = api.post(app, document("{\"title\":\"too long\",\"more\":1}"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("schema_violation");
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/title");
        assertThat(refused.json().at("/errors/0/message").asText()).contains("5");
        assertThat(api.post(app, document("{\"title\":\"fits\"}")).status()).isEqualTo(201);
        assertThat(api.post(app, "{\"type\":\"tasks\",\"data\":{}}").status()).isEqualTo(201);
    }

    @Test
    void everyWayToWriteIsHeldAgainstIt() throws Exception {
        String id = api.post(app, document("{\"title\":\"fits\"}")).id();
        setSchema(TITLED);
        String long_ = "{\"title\":\"too long\"}";

        assertThat(put(id, "{\"data\":" + long_ + "}").code()).isEqualTo("schema_violation");
        assertThat(put(id, "{\"type\":\"notes\",\"data\":" + long_ + "}").code())
                .isEqualTo("schema_violation");
        assertThat(patch(id, long_).code()).isEqualTo("schema_violation");
        assertThat(jsonPatch(id, "[{\"op\":\"remove\",\"path\":\"/title\"}]").code())
                .isEqualTo("schema_violation");
        assertThat(api.post(app, "{\"type\":\"notes\",\"key\":\"k\",\"data\":" + long_ + "}")
                        .code())
                .isEqualTo("schema_violation");
        assertThat(bulk("[{\"op\":\"patch\",\"id\":\"" + id + "\",\"patch\":" + long_ + "}]")
                        .code())
                .isEqualTo("schema_violation");
        assertThat(bulk("[{\"op\":\"create\",\"type\":\"notes\",\"data\":" + long_ + "}]")
                        .code())
                .isEqualTo("schema_violation");
        JsonNode each = api.send(api.request(app, "/v1/documents/bulk")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"atomic\":false,\"operations\":["
                                + "{\"op\":\"create\",\"type\":\"notes\",\"data\":" + long_ + "},"
                                + "{\"op\":\"replace\",\"id\":\"" + id + "\",\"data\":" + long_ + "},"
                                + "{\"op\":\"create\",\"type\":\"notes\",\"data\":{\"title\":\"good\"}}]}")))
                .json();
        assertThat(each.at("/results/0/problem/errors/0/pointer").asText()).isEqualTo("/title");
        assertThat(each.at("/results/1/problem/code").asText()).isEqualTo("schema_violation");
        assertThat(each.at("/results/2/status").asInt()).isEqualTo(201);
        assertThat(api.get(app, "/v1/documents/" + id).json().at("/data/title").asText())
                .isEqualTo("fits");
        assertThat(put(id, "{\"data\":{\"title\":\"still\"}}").status()).isEqualTo(200);
        assertThat(patch(id, "{\"title\":\"new\"}").status()).isEqualTo(200);
    }

    /** The undo of a deletion must not hang on what the app has come to want since. */
    @Test
    void whatWasDeletedComesBackAsItWas() throws Exception {
        String id = api.post(app, document("{\"title\":\"too long\"}")).id();
        api.delete(app, id);
        setSchema(TITLED);

        Api.Answer restored =
                api.send(api.request(app, "/v1/documents/" + id + "/restore").POST(BodyPublishers.noBody()));

        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.json().at("/data/title").asText()).isEqualTo("too long");
        assertThat(patch(id, "{\"more\":1}").code()).isEqualTo("schema_violation");
    }

    @Test
    void anotherAppsWritesAreNotHeldAgainstIt() throws Exception {
        setSchema(TITLED);
        TestApp other = named("other-" + app.clientId());

        assertThat(api.post(other, document("{}")).status()).isEqualTo(201);
        assertThat(api.get(other, "/v1/types/notes/schema").status()).isEqualTo(404);
        assertThat(api.get(other, "/v1/types/notes/schemas").json().path("items"))
                .isEmpty();
        assertThat(api.get(app, "/v1/types/notes/schema").json().path("version").asInt())
                .isEqualTo(1);
    }

    @Test
    void onlyTheAppForItselfSetsAnything() throws Exception {
        for (String what : new String[] {"schema", "settings"}) {
            Api.Answer byPerson = api.send(api.request(app, "/v1/types/notes/" + what)
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{}")));
            assertThat(byPerson.code()).isEqualTo("permission_missing");
            assertThat(own("PUT", "/v1/types/notes/" + what, "{}", "notes:read").code())
                    .isEqualTo("permission_missing");
            assertThat(own("PUT", "/v1/types/notes/" + what, "{}", "tasks:write")
                            .code())
                    .isEqualTo("permission_missing");
            assertThat(own("GET", "/v1/types/notes/" + what, "", "tasks:write").code())
                    .isEqualTo("permission_missing");
            assertThat(api.getWith(null, "/v1/types/notes/" + what).status()).isEqualTo(401);
        }
        assertThat(own("DELETE", "/v1/types/notes/schema", "", "notes:write").status())
                .isEqualTo(404);
        assertThat(api.send(api.request(app, "/v1/types/notes/schema").DELETE()).code())
                .isEqualTo("permission_missing");
    }

    @Test
    void versionsStayAndOneCanBeSettledOn() throws Exception {
        assertThat(setSchema(TITLED).json().path("version").asInt()).isEqualTo(1);
        assertThat(setSchema(TITLED).status()).isEqualTo(200);
        assertThat(setSchema("{\"required\":[\"body\"]}").json().path("version").asInt())
                .isEqualTo(2);
        assertThat(api.post(app, document("{\"title\":\"one\"}")).code()).isEqualTo("schema_violation");

        assertThat(settings("{\"schemaVersion\":3}").code()).isEqualTo("invalid_request");
        assertThat(settings("{\"schemaVersion\":1}").status()).isEqualTo(200);
        assertThat(api.post(app, document("{\"title\":\"one\"}")).status()).isEqualTo(201);

        assertThat(own("DELETE", "/v1/types/notes/schema", "", "notes:write").status())
                .isEqualTo(204);
        assertThat(api.post(app, document("{}")).status()).isEqualTo(201);
        assertThat(api.get(app, "/v1/types/notes/schema").status()).isEqualTo(404);
        assertThat(api.get(app, "/v1/types/notes/schema?number=1")
                        .json()
                        .at("/schema/required/0")
                        .asText())
                .isEqualTo("title");
        assertThat(api.get(app, "/v1/types/notes/schemas").json().path("items")).hasSize(3);
        assertThat(api.get(app, "/v1/types/notes/settings")
                        .json()
                        .path("schemaVersion")
                        .isNull())
                .isTrue();
    }

    @Test
    void atTheLimitASchemaCanStillBeTakenAway() throws Exception {
        setSchema(TITLED);
        fill(2, Limit.SCHEMA_VERSIONS.max() - 1);
        assertThat(remove().status()).isEqualTo(204);
        assertThat(setSchema(TITLED).json().path("version").asInt()).isEqualTo(Limit.SCHEMA_VERSIONS.max() + 1);

        assertThat(setSchema("{}").code()).isEqualTo("too_many_schemas");
        assertThat(api.post(app, document("{}")).code()).isEqualTo("schema_violation");
        assertThat(remove().status()).isEqualTo(204);

        assertThat(api.get(app, "/v1/types/notes/schema").status()).isEqualTo(404);
        assertThat(api.post(app, document("{}")).status()).isEqualTo(201);
        assertThat(remove().status()).isEqualTo(404);
        assertThat(setSchema(TITLED).code()).isEqualTo("too_many_schemas");
    }

    @Test
    void oneThatComesWhileItIsTakenAwayIsTakenAwayAsWell() throws Exception {
        setSchema(TITLED);
        settings("{\"schemaVersion\":1}");
        try (Connection other = TestDatabase.get().superuser();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            TestDatabase.query(other, ADDED, app.clientId(), 2, 2);
            Future<Api.Answer> removed = threads.submit(this::remove);
            Await.until(
                    "the removal waits for the number",
                    () -> !TestDatabase.query(
                                    other,
                                    "SELECT 1 FROM pg_stat_activity WHERE usename = 'vibe_api' AND wait_event_type = 'Lock'")
                            .isEmpty());

            other.commit();

            assertThat(removed.get().status()).isEqualTo(204);
        }
        assertThat(api.get(app, "/v1/types/notes/schema").status()).isEqualTo(404);
        assertThat(api.get(app, "/v1/types/notes/settings")
                        .json()
                        .path("schemaVersion")
                        .isNull())
                .isTrue();
        assertThat(api.get(app, "/v1/types/notes/schemas").json().path("items")).hasSize(3);
    }

    private void fill(int first, int last) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(superuser, ADDED, app.clientId(), first, last);
        }
    }

    @Test
    void settingsCountForTheAppsWrites() throws Exception {
        assertThat(api.get(app, "/v1/types/notes/settings").response().body())
                .isEqualTo("{\"history\":0,\"revRequired\":false,\"schemaVersion\":null}");
        assertThat(settings("{\"history\":101}").code()).isEqualTo("too_many_versions");
        assertThat(settings("{\"revRequired\":true,\"history\":3}").status()).isEqualTo(200);

        String id = api.post(app, document("{}")).id();
        assertThat(put(id, "{\"data\":{}}").status()).isEqualTo(428);
        assertThat(settings("{}").json().path("revRequired").asBoolean()).isFalse();
        assertThat(put(id, "{\"data\":{}}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"history\":-1}",
                "{\"history\":1.5}",
                "{\"history\":\"1\"}",
                "{\"revRequired\":1}",
                "{\"schemaVersion\":0}",
                "{\"schemaVersion\":99999999999}",
                "{\"unknown\":1}"
            })
    void settingsThatAreNoneAreRefused(String body) throws Exception {
        assertThat(settings(body).code()).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"$ref\":\"https://example.com/other\"}|/$ref",
                "{\"properties\":{\"a\":{\"$ref\":\"file:///etc/passwd\"}}}|/properties/a/$ref",
                "{\"$dynamicRef\":\"http://localhost:1/x\"}|/$dynamicRef",
                "{\"properties\":{\"a\":{\"$id\":\"https://example.com/x\"}}}|/properties/a/$id",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}|/$schema",
                "{\"type\":\"strin\"}|/type",
                "{\"maxLength\":-1}|/maxLength",
                "{\"pattern\":\"(?=a)b\"}|/pattern",
                "{\"pattern\":\"(a)\\\\1\"}|/pattern",
                "{\"pattern\":\"(\"}|/pattern",
                "{\"pattern\":\"((a{100}){100}){100}\"}|/pattern",
                "{\"patternProperties\":{\"[\":{}}}|/patternProperties"
            })
    void aSchemaThatCannotBeUsedIsRefusedWithThePlace(String schema, String place) throws Exception {
        Api.Answer answer = setSchema(schema);

        assertThat(answer.code()).as(answer.response().body()).isEqualTo("invalid_schema");
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"#/$defs/nowhere\"}",
                "{\"$ref\":\"#nowhere\"}",
                "{\"$ref\":\"#\"}",
                "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},\"$ref\":\"#/$defs/a\"}"
            })
    void aReferenceThatLeadsNowhereIsRefused(String schema) throws Exception {
        assertThat(setSchema(schema).code()).isEqualTo("invalid_schema");
    }

    @Test
    void whatIsTooLargeOrNoJsonIsRefused() throws Exception {
        assertThat(setSchema("{\"description\":\"" + "x".repeat(65_536) + "\"}").code())
                .isEqualTo("too_large");
        assertThat(setSchema("{\"a\":".repeat(60) + "1" + "}".repeat(60)).code())
                .isEqualTo("too_deep");
        assertThat(setSchema("{\"a\":".repeat(9_000) + "1" + "}".repeat(9_000)).code())
                .isEqualTo("invalid_json");
        assertThat(setSchema("[]").code()).isEqualTo("invalid_request");
        assertThat(setSchema("{\"a\":1,\"a\":2}").code()).isEqualTo("invalid_json");
        assertThat(setSchema("{\"title\":\"\\u0000\"}").status()).isEqualTo(400);
        assertThat(own("PUT", "/v1/types/No!/schema", "{}", "notes:write").status())
                .isEqualTo(404);
    }

    @Test
    void aSchemaCannotKeepAProcessorBusy() throws Exception {
        StringBuilder doubling = new StringBuilder("{\"$defs\":{\"n40\":{\"type\":\"string\"}");
        for (int i = 39; i >= 0; i--) {
            String next = "{\"$ref\":\"#/$defs/n" + (i + 1) + "\"}";
            doubling.append(",\"n" + i + "\":{\"anyOf\":[" + next + "," + next + "]}");
        }
        doubling.append("},\"properties\":{\"a\":{\"$ref\":\"#/$defs/n0\"},\"s\":{\"pattern\":\"^(a+)+$\"}}}");
        assertThat(setSchema(doubling.toString()).status()).isEqualTo(201);

        Api.Answer tooMuch = api.post(app, document("{\"a\":1}"));
        assertThat(tooMuch.code()).isEqualTo("schema_violation");
        assertThat(tooMuch.json().at("/errors/0/message").asText()).contains("too many steps");
        assertThat(api.post(app, document("{\"s\":\"" + "a".repeat(50_000) + "!\"}"))
                        .code())
                .isEqualTo("schema_violation");
        assertThat(api.post(app, document("{\"s\":\"" + "a".repeat(50_000) + "\"}"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void anAnswerDoesNotGrowWithTheNamesInTheData() throws Exception {
        setSchema("{\"additionalProperties\":{\"additionalProperties\":{\"type\":\"string\"}}}");
        StringBuilder data = new StringBuilder("{\"outer\":{");
        for (int i = 0; i < 50; i++) {
            data.append(i == 0 ? "" : ",").append("\"" + "x".repeat(10_000) + i + "\":1");
        }

        Api.Answer refused = api.post(app, document(data + "}}"));

        assertThat(refused.json().path("errors")).hasSize(20);
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/outer");
        assertThat(refused.response().body()).hasSizeLessThan(20_000);
    }

    private static String document(String data) {
        return "{\"type\":\"notes\",\"data\":" + data + "}";
    }

    private Api.Answer setSchema(String schema) throws Exception {
        return own("PUT", "/v1/types/notes/schema", schema, "notes:write");
    }

    private Api.Answer remove() throws Exception {
        return own("DELETE", "/v1/types/notes/schema", "", "notes:write");
    }

    private Api.Answer settings(String body) throws Exception {
        return own("PUT", "/v1/types/notes/settings", body, "notes:write");
    }

    private Api.Answer own(String method, String path, String body, String permission) throws Exception {
        return api.send(api.request(path)
                .header("Authorization", "Bearer " + app.ownToken(permission))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private Api.Answer put(String id, String body) throws Exception {
        return api.send(api.request(app, "/v1/documents/" + id)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private Api.Answer patch(String id, String body) throws Exception {
        return api.send(api.request(app, "/v1/documents/" + id)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    private Api.Answer jsonPatch(String id, String body) throws Exception {
        return api.send(api.request(app, "/v1/documents/" + id)
                .header("Content-Type", "application/json-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    private Api.Answer bulk(String operations) throws Exception {
        return api.send(api.request(app, "/v1/documents/bulk")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"operations\":" + operations + "}")));
    }
}
