package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents under names that clients choose. */
final class KeysIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write", "tasks:write");

    private Api.Answer create(String type, String key, String data) throws Exception {
        String quoted = Contract.JSON.writeValueAsString(key);
        return api.post(app, "{\"type\":\"" + type + "\",\"key\":" + quoted + ",\"data\":" + data + "}");
    }

    private Api.Answer byKey(TestApp reader, String key, String query) throws Exception {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
        return api.get(reader, "/v1/documents/by-key/notes/" + encoded + query);
    }

    @Test
    void aKeyIsInTheDocumentAndLeadsToIt() throws Exception {
        Api.Answer created = create("notes", "say \"hi\" \\ ü 🥛", "{}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("key").asText()).isEqualTo("say \"hi\" \\ ü 🥛");
        assertThat(byKey(app, "say \"hi\" ü 🥛", "").status()).isEqualTo(404);
        assertThat(api.get(app, created.header("Location")).json()).isEqualTo(created.json());
        assertThat(api.create(app, "without").json().has("key")).isFalse();
    }

    @Test
    void itIsReadByItsKey() throws Exception {
        Api.Answer created = create("notes", "2026/01 first + ü", "{\"a\":1}");

        Api.Answer found = api.get(app, "/v1/documents/by-key/notes/2026/01%20first%20+%20%C3%BC");

        assertThat(found.json()).isEqualTo(created.json());
        assertThat(found.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(api.get(app, "/documents/by-key/tasks/2026/01%20first%20+%20%C3%BC")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"edges", "acl", "access", "graph", "versions", "restore"})
    void aTypeMayBeCalledAsAPartOfADocumentIs(String type) throws Exception {
        TestApp other = TestCloud.get().app(type + ":write");
        Api.Answer created = api.post(other, "{\"type\":\"" + type + "\",\"key\":\"one\",\"data\":{}}");

        assertThat(api.get(other, "/v1/documents/by-key/" + type + "/one").json())
                .isEqualTo(created.json());
    }

    @Test
    void creatingTheSameAgainLeadsToWhatItIsNow() throws Exception {
        Api.Answer created = create("notes", "a", "{\"x\":1,\"y\":2}");
        api.put(app, created.id(), null, "{\"x\":3}");

        Api.Answer again = create("notes", "a", "{ \"y\": 2, \"x\": 1 }");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.id()).isEqualTo(created.id());
        assertThat(again.json().path("data")).isEqualTo(Contract.JSON.readTree("{\"x\":3}"));
        assertThat(again.json().path("rev").asText()).startsWith("2-");
        assertThat(again.header("Location")).isEqualTo(created.header("Location"));
    }

    @Test
    void otherDataUnderTheKeyIsRefusedAndChangesNothing() throws Exception {
        Api.Answer created = create("notes", "a", "{\"x\":1}");

        Api.Answer other = create("notes", "a", "{\"x\":2}");

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("key_taken");
        assertThat(api.get(app, created.header("Location")).json()).isEqualTo(created.json());
    }

    @Test
    void aKeyIsItsOwnersAndItsTypesOnly() throws Exception {
        create("notes", "a", "{\"x\":1}");
        TestApp stranger = TestCloud.get().app("notes:write");

        assertThat(create("tasks", "a", "{\"x\":2}").status()).isEqualTo(201);
        assertThat(api.post(stranger, "{\"type\":\"notes\",\"key\":\"a\",\"data\":{\"x\":3}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void afterADeletedDocumentItIsANewOneAndNobodySharesIt() throws Exception {
        TestApp reader = TestCloud.get().app("notes:read");
        Api.Answer created = create("notes", "a", "{\"x\":1}");
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    app.person().toString());
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    "[{\"principal\":\"" + reader.person() + "\",\"actions\":[\"read\"]}]",
                    UUID.fromString(created.id()));
        }
        String did = created.json().path("owner").asText().replace("%", "%25");
        assertThat(byKey(reader, "a", "?owner=" + did).status()).isEqualTo(200);
        assertThat(byKey(reader, "a", "").status()).isEqualTo(404);
        assertThat(byKey(reader, "a", "?owner=somebody").code()).isEqualTo("invalid_request");
        api.delete(app, created.id());
        assertThat(byKey(app, "a", "").status()).isEqualTo(404);

        Api.Answer alive = create("notes", "a", "{\"x\":2}");

        assertThat(alive.status()).isEqualTo(201);
        assertThat(alive.id()).isNotEqualTo(created.id());
        assertThat(alive.json().path("rev").asText()).startsWith("1-");
        assertThat(byKey(app, "a", "").json()).isEqualTo(alive.json());
        for (String location : List.of(created.header("Location"), alive.header("Location"))) {
            assertThat(api.get(reader, location).status()).isEqualTo(404);
        }
        assertThat(api.get(app, created.header("Location")).status()).isEqualTo(404);
        assertThat(create("notes", "a", "{\"x\":2}").status()).isEqualTo(200);
        assertThat(create("notes", "a", "{\"x\":1}").code()).isEqualTo("key_taken");
    }

    @Test
    void whatNamedTheDeletedDocumentDoesNotLeadToTheNewOne() throws Exception {
        TestApp reader = TestCloud.get().app("notes:read");
        Api.Answer parent = create("notes", "parent", "{}");
        Api.Answer deleted = create("notes", "a", "{\"x\":1}");
        String entries = "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"" + reader.person()
                + "\"},\"actions\":[\"read\"]}]}";
        api.send(app, "PUT", parent.header("Location") + "/acl", entries);
        api.send(
                app,
                "POST",
                parent.header("Location") + "/edges",
                "{\"target\":\"" + deleted.id() + "\",\"label\":\"contains\",\"data\":{}}");
        assertThat(api.get(reader, deleted.header("Location")).status()).isEqualTo(200);
        api.delete(app, deleted.id());

        Api.Answer made = create("notes", "a", "{\"x\":\"secret\"}");

        assertThat(made.status()).isEqualTo(201);
        for (Api.Answer each : List.of(deleted, made)) {
            assertThat(api.get(reader, each.header("Location")).status()).isEqualTo(404);
        }
        assertThat(api.get(app, made.header("Location") + "/edges").json().path("items"))
                .isEmpty();
        assertThat(api.get(app, made.header("Location") + "/versions").json().path("items"))
                .isEmpty();
    }

    @Test
    void theDeletedOneComesBackUnderItsKeyOnceThatIsFree() throws Exception {
        Api.Answer first = create("notes", "a", "{\"x\":1}");
        api.delete(app, first.id());
        Api.Answer second = create("notes", "a", "{\"x\":2}");
        var restore = api.request(app, first.header("Location") + "/restore").POST(BodyPublishers.noBody());

        Api.Answer refused = api.send(restore.copy());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("key_taken");
        assertThat(byKey(app, "a", "").json()).isEqualTo(second.json());

        api.delete(app, second.id());
        Api.Answer restored = api.send(restore.copy());
        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.json().path("key").asText()).isEqualTo("a");
        assertThat(byKey(app, "a", "").json()).isEqualTo(restored.json());
        assertThat(create("notes", "a", "{\"x\":1}").id()).isEqualTo(first.id());
        assertThat(create("notes", "a", "{\"x\":2}").code()).isEqualTo("key_taken");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofManyWhoCreateUnderOneKeyAllGetTheSameDocument(boolean afterAnother) throws Exception {
        if (afterAnother) {
            api.delete(app, create("notes", "race", "{\"x\":1}").id());
        }
        List<Callable<Api.Answer>> creators = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            creators.add(() -> create("notes", "race", "{\"x\":1}"));
        }

        List<Api.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Answer> answer : threads.invokeAll(creators)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers.stream().map(Api.Answer::status))
                .containsOnly(200, 201)
                .containsOnlyOnce(201);
        assertThat(answers.stream().map(Api.Answer::id).distinct()).hasSize(1);
        assertThat(api.get(app, "/v1/documents?type=notes").json().path("items"))
                .hasSize(1);
    }

    @Test
    void whoMayNotWriteTheTypeLearnsNothingOfItsKeys() throws Exception {
        create("notes", "a", "{\"x\":1}");

        assertThat(api.post(app.with("notes:read"), "{\"type\":\"notes\",\"key\":\"a\",\"data\":{\"x\":1}}")
                        .code())
                .isEqualTo("permission_missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "7",
                "[\"a\"]",
                "{}",
                "\"a\\u0000\"",
                "\"\\n\"",
                "\"\\u007f\"",
                "\"\\u0085\"",
                "\"\\ud800\""
            })
    void whatIsNoKeyIsRefused(String key) throws Exception {
        assertThat(api.post(app, "{\"type\":\"notes\",\"key\":" + key + ",\"data\":{}}")
                        .code())
                .isEqualTo("invalid_key");
    }

    @Test
    void aKeyHasAtMost255Characters() throws Exception {
        assertThat(create("notes", "🥛".repeat(255), "{}").status()).isEqualTo(201);
        assertThat(create("notes", "🥛".repeat(256), "{}").code()).isEqualTo("invalid_key");
        assertThat(api.post(app, "{\"type\":\"notes\",\"key\":null,\"data\":{}}")
                        .status())
                .isEqualTo(201);
    }
}
