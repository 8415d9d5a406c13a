package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class PatchIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write");

    private Api.Answer create(String data) throws Exception {
        return api.post(app, "{\"type\":\"notes\",\"data\":" + data + "}");
    }

    @Test
    void aMergePatchChangesWhatItNamesOfTheData() throws Exception {
        Api.Answer created = create("{\"title\":\"milk\",\"body\":\"x\",\"of\":{\"a\":1,\"b\":2}}");

        Api.Answer patched = api.merge(app, created.id(), "{\"body\":null,\"of\":{\"a\":null,\"c\":3}}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().path("data"))
                .isEqualTo(Contract.JSON.readTree("{\"title\":\"milk\",\"of\":{\"b\":2,\"c\":3}}"));
        assertThat(patched.json().path("rev").asText()).startsWith("2-");
        assertThat(api.get(app, created.header("Location")).json()).isEqualTo(patched.json());
    }

    @Test
    void aJsonPatchIsAllOrNothing() throws Exception {
        Api.Answer created = create("{\"tags\":[\"a\"]}");

        Api.Answer refused = api.patch(
                app,
                created.id(),
                "[{\"op\":\"add\",\"path\":\"/tags/-\",\"value\":\"b\"},{\"op\":\"test\",\"path\":\"/tags/0\",\"value\":\"z\"}]");
        Api.Answer patched = api.patch(
                app,
                created.id(),
                "[{\"op\":\"test\",\"path\":\"/tags/0\",\"value\":\"a\"},{\"op\":\"add\",\"path\":\"/tags/-\",\"value\":\"b\"}]");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("patch_test_failed");
        assertThat(refused.json().path("detail").asText()).startsWith("Operation 1 of the patch");
        assertThat(patched.json().at("/data/tags")).isEqualTo(Contract.JSON.readTree("[\"a\",\"b\"]"));
        assertThat(patched.json().path("rev").asText()).startsWith("2-");
    }

    @Test
    void noDigitOfANumberIsLost() throws Exception {
        String numbers =
                "{\"long\":12345678901234567890.12345678901234567890,\"zeros\":1.500,\"large\":1e300,\"small\":1e-300}";
        Api.Answer created = create(numbers);

        Api.Answer merged = api.merge(app, created.id(), "{\"more\":0.10000000000000000000000000000000001}");
        Api.Answer patched = api.patch(app, created.id(), "[{\"op\":\"move\",\"from\":\"/more\",\"path\":\"/moved\"}]");

        String before = created.response().body();
        String after = patched.response().body();
        assertThat(merged.status()).isEqualTo(200);
        for (String name : List.of("long", "zeros", "large", "small")) {
            assertThat(member(after, name)).isEqualTo(member(before, name));
        }
        assertThat(member(after, "moved")).isEqualTo("0.10000000000000000000000000000000001");
        assertThat(member(after, "zeros")).isEqualTo("1.500");
    }

    private static String member(String json, String name) {
        return json.replaceFirst(".*\"" + name + "\": ?([^,}]*).*", "$1");
    }

    @Test
    void aStaleRevIsToldAndAFreshOneHolds() throws Exception {
        Api.Answer created = create("{\"n\":1}");
        api.merge(app, created.id(), "{\"n\":2}");

        Api.Answer stale = withRev(created, created.header("ETag"));
        Api.Answer fresh =
                withRev(created, api.get(app, created.header("Location")).header("ETag"));

        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("rev_stale");
        assertThat(fresh.json().at("/data/n").asInt()).isEqualTo(3);
    }

    private Api.Answer withRev(Api.Answer created, String tag) throws Exception {
        return api.send(api.request(app, created.header("Location"))
                .header("Content-Type", "application/merge-patch+json")
                .header("If-Match", tag)
                .method("PATCH", BodyPublishers.ofString("{\"n\":3}")));
    }

    @Test
    void ofTwentyPatchesAtOnceNoneIsLost() throws Exception {
        Api.Answer created = create("{\"tags\":[]}");
        List<Callable<Api.Answer>> writers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String operation = "[{\"op\":\"add\",\"path\":\"/tags/-\",\"value\":" + i + "}]";
            writers.add(() -> api.patch(app, created.id(), operation));
        }

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Answer> answer : threads.invokeAll(writers)) {
                statuses.add(answer.get().status());
            }
        }

        assertThat(statuses).containsOnly(200);
        List<Integer> tags = new ArrayList<>();
        api.get(app, created.header("Location")).json().at("/data/tags").forEach(tag -> tags.add(tag.asInt()));
        assertThat(tags).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void whatWouldNotBeADocumentAnyMoreIsRefused() throws Exception {
        Api.Answer created = create("{\"a\":\"" + "x".repeat(600_000) + "\"}");
        String id = created.id();

        assertThat(api.patch(app, id, "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}]")
                        .code())
                .isEqualTo("too_large");
        assertThat(api.patch(app, id, "[{\"op\":\"replace\",\"path\":\"\",\"value\":7}]")
                        .code())
                .isEqualTo("patch_conflict");
        assertThat(api.patch(app, id, "[{\"op\":\"remove\",\"path\":\"/none\"}]")
                        .code())
                .isEqualTo("patch_conflict");
        assertThat(api.merge(app, id, "[]").code()).isEqualTo("invalid_patch");
        assertThat(api.merge(app, id, "{\"a\":\"\\u0000\"}").code()).isEqualTo("invalid_document");
        assertThat(api.merge(app, id, "{\"a\":1e400}").code()).isEqualTo("invalid_document");
        assertThat(api.merge(app, id, "{\"a\":1,\"a\":2}").code()).isEqualTo("invalid_document");
        assertThat(api.merge(app, id, "{\"a\":".repeat(101) + "1" + "}".repeat(101))
                        .code())
                .isEqualTo("too_deep");
        assertThat(api.merge(app, id, "{").code()).isEqualTo("invalid_json");
        assertThat(api.merge(app, id, "").code()).isEqualTo("invalid_json");
        assertThat(api.patch(app, id, "[{\"op\":\"jump\"}]").code()).isEqualTo("invalid_patch");
        assertThat(api.get(app, created.header("Location")).json()).isEqualTo(created.json());
    }

    @Test
    void aPatchCannotNestTheDataTooDeeply() throws Exception {
        String inner = "{\"a\":".repeat(60) + "{}" + "}".repeat(60);
        Api.Answer created = create("{\"a\":" + inner + ",\"b\":" + inner + "}");
        String end = "/a".repeat(61) + "/b";

        assertThat(api.patch(app, created.id(), "[{\"op\":\"move\",\"from\":\"/b\",\"path\":\"" + end + "\"}]")
                        .code())
                .isEqualTo("too_deep");
    }

    @Test
    void copiesDoNotGrowWithoutBounds() throws Exception {
        Api.Answer created = create("{\"a\":[\"0123456789\"]}");
        StringBuilder operations = new StringBuilder("[");
        for (int i = 0; i < 60; i++) {
            operations.append("{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/-\"},");
        }
        String patch = operations.append("{\"op\":\"remove\",\"path\":\"/a\"}]").toString();

        assertThat(api.patch(app, created.id(), patch).code()).isEqualTo("too_large");
    }

    @Test
    void onlyThePatchesMediaTypesAreTaken() throws Exception {
        Api.Answer created = create("{}");

        Api.Answer refused = api.send(api.request(app, created.header("Location"))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{}")));
        assertThat(refused.code()).isEqualTo("media_type_unsupported");
        assertThat(refused.json().path("detail").asText())
                .contains("application/merge-patch+json or application/json-patch+json");
    }

    @Test
    void othersDocumentsAreNotThere() throws Exception {
        Api.Answer created = create("{}");
        TestApp stranger = TestCloud.get().app("*:write");

        assertThat(api.merge(stranger, created.id(), "{}").status()).isEqualTo(404);
        assertThat(api.merge(app.with("notes:read"), created.id(), "{}").code()).isEqualTo("permission_missing");
    }
}
