package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class DocumentsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");

    @Test
    void aCreatedDocumentIsAsTheContractShows() throws Exception {
        Api.Answer created =
                api.post(app, Contract.read("documents/create-request.json").toString());

        assertThat(created.status()).isEqualTo(201);
        JsonNode document = created.json();
        assertThat(names(document)).isEqualTo(names(Contract.read("documents/document.json")));
        assertThat(document.path("owner").asText()).isEqualTo("did:web:localhost%3A8601:people:" + app.person());
        assertThat(document.path("data"))
                .isEqualTo(Contract.read("documents/create-request.json").path("data"));
        assertThat(document.path("createdAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(created.header("ETag")).isEqualTo('"' + document.path("rev").asText() + '"');
        assertThat(created.header("Location")).isEqualTo("/v1/documents/" + created.id());
        assertThat(created.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(created.header("X-Content-Type-Options")).isEqualTo("nosniff");
        // A UUIDv7: the version stands in the third group.
        assertThat(created.id().charAt(14)).isEqualTo('7');
    }

    @Test
    void readingAgainWithTheSameRevCostsNoBody() throws Exception {
        Api.Answer created = api.create(app, "milk");
        String place = created.header("Location");

        Api.Answer same = api.send(api.request(app, place).header("If-None-Match", created.header("ETag")));
        Api.Answer other = api.send(api.request(app, place).header("If-None-Match", "\"1-0000000000000000\""));

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.response().body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.json()).isEqualTo(created.json());
        assertThat(api.get(app, place.substring("/v1".length())).json()).isEqualTo(created.json());
    }

    @Test
    void whoNamesARevWritesOverNothingElse() throws Exception {
        Api.Answer created = api.create(app, "milk");
        String rev = created.json().path("rev").asText();

        Api.Answer replaced = api.put(app, created.id(), rev, "{\"title\":\"bread\"}");
        Api.Answer stale = api.put(app, created.id(), rev, "{\"title\":\"butter\"}");

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().path("rev").asText()).startsWith("2-");
        assertThat(replaced.json().path("createdAt")).isEqualTo(created.json().path("createdAt"));
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("rev_stale");
        assertThat(api.get(app, "/v1/documents/" + created.id())
                        .json()
                        .at("/data/title")
                        .asText())
                .isEqualTo("bread");
    }

    @Test
    void ofTwentyWritersOfTheSameRevExactlyOneWins() throws Exception {
        Api.Answer created = api.create(app, "milk");
        String rev = created.json().path("rev").asText();
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String data = "{\"title\":\"writer " + i + "\"}";
            writers.add(() -> api.put(app, created.id(), rev, data).status());
        }

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(writers)) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnly(200, 412).containsOnlyOnce(200);
    }

    @Test
    void whoNamesNoneWritesOverWhateverIsThere() throws Exception {
        Api.Answer created = api.create(app, "milk");
        api.put(app, created.id(), null, "{\"title\":\"bread\"}");

        assertThat(api.put(app, created.id(), null, "{\"title\":\"butter\"}")
                        .json()
                        .path("rev")
                        .asText())
                .startsWith("3-");
        assertThat(api.delete(app, created.id()).status()).isEqualTo(204);
    }

    @Test
    void anAppMayDemandARevForAType() throws Exception {
        TestApp strict = app.other("strict-" + app.app(), "notes:write");
        Settings.of(strict.clientId(), "notes", 0, true);
        Api.Answer created = api.create(strict, "milk");
        String rev = created.json().path("rev").asText();

        assertThat(api.put(strict, created.id(), null, "{}").code()).isEqualTo("rev_required");
        assertThat(api.merge(strict, created.id(), "{}").code()).isEqualTo("rev_required");
        assertThat(api.delete(strict, created.id()).code()).isEqualTo("rev_required");
        assertThat(api.put(strict, created.id(), "*", "{}").code()).isEqualTo("rev_stale");
        assertThat(api.put(strict, created.id(), rev, "{}").status()).isEqualTo(200);
        // Another app of the same person has not asked for that.
        assertThat(api.put(app, created.id(), null, "{}").status()).isEqualTo(200);
    }

    @Test
    void whoWantsNoBodyGetsNone() throws Exception {
        Api.Answer created = api.send(api.request(app, "/v1/documents")
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async, return=minimal")
                .POST(BodyPublishers.ofString("{\"type\":\"notes\",\"data\":{\"title\":\"milk\"}}")));
        Api.Answer replaced = api.send(api.request(app, created.header("Location"))
                .header("Content-Type", "application/json")
                .header("If-Match", created.header("ETag"))
                .header("Prefer", "return=minimal")
                .PUT(BodyPublishers.ofString("{\"data\":{}}")));

        assertThat(created.status()).isEqualTo(201);
        assertThat(replaced.status()).isEqualTo(204);
        for (Api.Answer answer : List.of(created, replaced)) {
            assertThat(answer.response().body()).isEmpty();
            assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
        }
        assertThat(api.get(app, created.header("Location")).header("ETag")).isEqualTo(replaced.header("ETag"));
    }

    @Test
    void aHeadIsAGetWithoutItsBody() throws Exception {
        Api.Answer created = api.create(app, "milk");

        Api.Answer head = api.send(api.request(app, created.header("Location")).HEAD());

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(head.response().body()).isEmpty();
    }

    @Test
    void aDocumentKeepsItsType() throws Exception {
        Api.Answer created = api.create(app, "milk");

        Api.Answer changed = api.send(api.request(app, created.header("Location"))
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .PUT(BodyPublishers.ofString("{\"type\":\"other\",\"data\":{}}")));

        assertThat(changed.code()).isEqualTo("invalid_document");
    }

    @Test
    void aDeletedDocumentIsGoneAndStaysGone() throws Exception {
        Api.Answer created = api.create(app, "milk");
        String rev = created.json().path("rev").asText();

        Api.Answer stale = api.send(api.request(app, created.header("Location"))
                .header("If-Match", "\"9-0000000000000000\"")
                .DELETE());
        assertThat(stale.code()).isEqualTo("rev_stale");
        assertThat(api.delete(app, created.id()).status()).isEqualTo(204);

        assertThat(api.get(app, created.header("Location")).status()).isEqualTo(404);
        assertThat(api.put(app, created.id(), rev, "{}").status()).isEqualTo(404);
        assertThat(api.delete(app, created.id()).status()).isEqualTo(404);
        assertThat(api.get(app, "/v1/documents?type=notes").json().path("items"))
                .isEmpty();
    }

    @Test
    void pagesHoldTheNewestFirstAndDoNotMoveWhileOthersWrite() throws Exception {
        for (int i = 0; i < 7; i++) {
            api.create(app, "note " + i);
        }
        List<String> titles = new ArrayList<>();

        JsonNode page = api.get(app, "/v1/documents?type=notes&limit=3").json();
        assertThat(names(page)).isEqualTo(names(Contract.read("documents/page.json")));
        while (true) {
            page.path("items").forEach(item -> titles.add(item.at("/data/title").asText()));
            if (page.path("next").isNull()) {
                break;
            }
            api.create(app, "written meanwhile");
            page = api.get(
                            app,
                            "/v1/documents?type=notes&limit=3&after="
                                    + page.path("next").asText())
                    .json();
        }

        assertThat(titles).containsExactly("note 6", "note 5", "note 4", "note 3", "note 2", "note 1", "note 0");
    }

    @Test
    void aPageEndsWhereItsDataGrowsTooLarge() throws Exception {
        String large = "x".repeat(1_000_000);
        for (int i = 0; i < 6; i++) {
            assertThat(api.create(app, large).status()).isEqualTo(201);
        }

        JsonNode first = api.get(app, "/v1/documents?type=notes").json();
        JsonNode second = api.get(
                        app,
                        "/v1/documents?type=notes&after=" + first.path("next").asText())
                .json();

        assertThat(first.path("items")).hasSize(5);
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void whatAskedForIsRefusedWithAProblem() throws Exception {
        assertThat(api.get(app, "/v1/documents").code()).isEqualTo("invalid_request");
        assertThat(api.get(app, "/v1/documents?type=Notes").code()).isEqualTo("invalid_request");
        assertThat(api.get(app, "/v1/documents?type=notes&limit=0").code()).isEqualTo("invalid_request");
        assertThat(api.get(app, "/v1/documents?type=notes&limit=201").code()).isEqualTo("page_too_large");
        assertThat(api.get(app, "/v1/documents?type=notes&after=zz").code()).isEqualTo("invalid_cursor");
        String known = api.create(app, "known").id();
        for (String noId : List.of("not-an-id", "-".repeat(36), known.toUpperCase(Locale.ROOT))) {
            assertThat(api.get(app, "/v1/documents/" + noId).code()).isEqualTo("not_found");
            assertThat(api.deleteAt(app, "/v1/documents/" + noId).code()).isEqualTo("not_found");
            assertThat(api.get(app, "/v1/documents/" + noId + "/versions").code())
                    .isEqualTo("not_found");
        }
        Api.Answer post = api.send(app, "POST", "/v1/documents/" + known, "{}");
        assertThat(post.code()).isEqualTo("method_not_allowed");
        assertThat(post.header("Allow")).contains("GET", "PUT", "PATCH", "DELETE");
        assertThat(api.get(app, "/v1/nothing").code()).isEqualTo("not_found");
        Api.Answer method = api.send(api.request(app, "/v1/documents").DELETE());
        assertThat(method.code()).isEqualTo("method_not_allowed");
        assertThat(method.header("Allow")).contains("POST");
        assertThat(method.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(api.send(api.request(app, "/v1/documents")
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("{}")))
                        .code())
                .isEqualTo("media_type_unsupported");
        assertThat(api.send(api.request(app, "/v1/documents?type=notes").header("Accept", "text/html"))
                        .code())
                .isEqualTo("not_acceptable");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
