package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What documents were before, and the way back. */
final class VersionsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write");
    private final TestApp keeping = app.other("keeping-" + app.app(), "notes:write");
    private final TestApp other = TestCloud.get().app("notes:write");

    private Api.Answer restore(TestApp caller, String id) throws Exception {
        return api.send(api.request(caller, "/v1/documents/" + id + "/restore").POST(BodyPublishers.noBody()));
    }

    private Api.Answer versions(TestApp caller, String id, String query) throws Exception {
        return api.get(caller, "/v1/documents/" + id + "/versions" + query);
    }

    private static List<String> titles(Api.Answer page) {
        List<String> titles = new ArrayList<>();
        page.json()
                .path("items")
                .forEach(item -> titles.add(item.at("/data/title").asText()));
        return titles;
    }

    private void share(String id, TestApp with, String action) throws Exception {
        asOwner(
                "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                "[{\"principal\":\"" + with.person() + "\",\"actions\":[\"" + action + "\"]}]",
                UUID.fromString(id));
    }

    private void asOwner(String sql, Object... values) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    app.person().toString());
            TestDatabase.query(superuser, sql, values);
        }
    }

    @Test
    void whatIsDeletedComesBackWithItsDataAndToItsReaders() throws Exception {
        Api.Answer created = api.create(app, "milk");
        share(created.id(), other, "read");
        api.delete(app, created.id());

        Api.Answer restored = restore(app, created.id());

        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.json().path("data")).isEqualTo(created.json().path("data"));
        assertThat(restored.json().path("rev").asText()).startsWith("3-");
        assertThat(api.get(app, created.header("Location")).json()).isEqualTo(restored.json());
        assertThat(api.get(other, created.header("Location")).status()).isEqualTo(200);
        // Whoever asks twice hears the same.
        assertThat(restore(app, created.id()).json()).isEqualTo(restored.json());
    }

    @Test
    void onlyWhoManagesBringsBack() throws Exception {
        String id = api.create(app, "milk").id();
        share(id, other, "write");
        assertThat(restore(other, id).code()).isEqualTo("permission_missing");
        api.delete(app, id);

        assertThat(restore(other, id).status()).isEqualTo(404);
        assertThat(restore(TestCloud.get().app("*:write"), id).status()).isEqualTo(404);
        assertThat(restore(app.with("notes:read"), id).code()).isEqualTo("permission_missing");
        assertThat(restore(app.with("tasks:write"), id).status()).isEqualTo(404);
        assertThat(restore(app, UUID.randomUUID().toString()).status()).isEqualTo(404);
        assertThat(api.send(api.request("/v1/documents/" + id + "/restore").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whomTheOwnerLetsManageBringsBackAsWell() throws Exception {
        String id = api.create(app, "milk").id();
        share(id, other, "manage");
        api.delete(other, id);

        assertThat(restore(other, id).status()).isEqualTo(200);
    }

    @Test
    void afterThirtyDaysItIsGone() throws Exception {
        String id = api.create(app, "milk").id();
        api.delete(app, id);
        asOwner(
                "UPDATE vibe.doc_versions SET kept_until = now() - interval '1 second' WHERE document = ? RETURNING 1",
                UUID.fromString(id));

        assertThat(restore(app, id).status()).isEqualTo(410);
        assertThat(restore(app, id).code()).isEqualTo("not_kept");
        try (Connection stream = TestDatabase.get().as("vibe_stream");
                Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(stream, "SELECT vibe.sweep_versions(1000000)");
            assertThat(TestDatabase.query(
                            superuser, "SELECT 1 FROM vibe.doc_versions WHERE document = ?", UUID.fromString(id)))
                    .isEmpty();
        }
    }

    @Test
    void theSweepLeavesWhatIsStillPromised() throws Exception {
        String id = api.create(app, "milk").id();
        api.delete(app, id);
        try (Connection stream = TestDatabase.get().as("vibe_stream")) {
            TestDatabase.query(stream, "SELECT vibe.sweep_versions(1000000)");
        }

        assertThat(restore(app, id).status()).isEqualTo(200);
    }

    @Test
    void thereIsNoHistoryUnlessTheAppWantsOne() throws Exception {
        String id = api.create(app, "milk").id();
        api.put(app, id, null, "{\"title\":\"bread\"}");

        assertThat(versions(app, id, "").json().path("items")).isEmpty();
        assertThat(versions(app, id, "").json().path("next").isNull()).isTrue();
    }

    @Test
    void asManyVersionsAreKeptAsTheWritingAppWants() throws Exception {
        // Of a type of its own, for the wishes of all apps count.
        TestApp keeping = ofOwnType("keeping");
        TestApp app =
                keeping.other("careless-" + keeping.app(), keeping.permissions().getFirst());
        Settings.of(keeping.clientId(), type(keeping), 3, false);
        Api.Answer created = createAt(keeping);
        for (int i = 1; i <= 5; i++) {
            api.put(keeping, created.id(), null, "{\"title\":\"" + i + "\"}");
        }
        api.put(app, created.id(), null, "{\"title\":\"by another app\"}");

        assertThat(titles(versions(app, created.id(), ""))).containsExactly("4", "3", "2");
        Api.Answer first = versions(app, created.id(), "?limit=2");
        assertThat(titles(first)).containsExactly("4", "3");
        assertThat(titles(versions(
                        app,
                        created.id(),
                        "?limit=2&after=" + first.json().path("next").asText())))
                .containsExactly("2");
        JsonNode newest = first.json().at("/items/0");
        assertThat(newest.path("rev").asText()).startsWith("5-");
        assertThat(versions(app, created.id(), "/" + newest.path("rev").asText())
                        .json())
                .isEqualTo(newest);
        assertThat(newest.path("writtenAt").asText())
                .isLessThan(newest.path("replacedAt").asText());
        assertThat(versions(app, created.id(), "/1-0000000000000000").status()).isEqualTo(404);
    }

    @Test
    void noAppTakesAwayWhatAnotherKeeps() throws Exception {
        TestApp keeping = ofOwnType("keeping");
        TestApp frugal =
                keeping.other("frugal-" + keeping.app(), keeping.permissions().getFirst());
        Settings.of(keeping.clientId(), type(keeping), 3, false);
        Settings.of(frugal.clientId(), type(keeping), 1, false);
        String id = createAt(keeping).id();
        for (int i = 1; i <= 3; i++) {
            api.put(keeping, id, null, "{\"title\":\"" + i + "\"}");
        }

        api.put(frugal, id, null, "{\"title\":\"4\"}");

        assertThat(titles(versions(keeping, id, ""))).containsExactly("3", "2", "1");
        Settings.of(keeping.clientId(), type(keeping), 0, false);
        api.put(frugal, id, null, "{\"title\":\"5\"}");
        assertThat(titles(versions(keeping, id, ""))).containsExactly("4");
    }

    private TestApp ofOwnType(String name) {
        return app.other(name + "-" + UUID.randomUUID(), "kept-" + UUID.randomUUID() + ":write");
    }

    private static String type(TestApp one) {
        return one.permissions().getFirst().replace(":write", "");
    }

    private Api.Answer createAt(TestApp one) throws Exception {
        return api.post(one, "{\"type\":\"" + type(one) + "\",\"data\":{\"title\":\"0\"}}");
    }

    @Test
    void onlyWhoManagesSeesWhatItWas() throws Exception {
        Settings.of(keeping.clientId(), "notes", 3, false);
        String id = api.create(keeping, "secret").id();
        api.put(keeping, id, null, "{\"title\":\"public\"}");
        String rev = versions(app, id, "").json().at("/items/0/rev").asText();

        for (String path : List.of("", "/" + rev)) {
            assertThat(versions(other, id, path).status()).isEqualTo(404);
            share(id, other, "write");
            assertThat(versions(other, id, path).code()).isEqualTo("permission_missing");
            share(id, other, "manage");
            assertThat(versions(other, id, path).status()).isEqualTo(200);
            share(id, TestCloud.get().app(), "read");
        }
        assertThat(versions(app.with("tasks:read"), id, "").status()).isEqualTo(404);
    }

    @Test
    void deletingEndsTheHistoryAsWell() throws Exception {
        Settings.of(keeping.clientId(), "notes", 3, false);
        String id = api.create(keeping, "a").id();
        api.put(keeping, id, null, "{\"title\":\"b\"}");
        api.delete(keeping, id);

        assertThat(titles(versions(app, id, ""))).containsExactly("b", "a");
        try (Connection superuser = TestDatabase.get().superuser()) {
            assertThat(TestDatabase.query(
                            superuser,
                            "SELECT 1 FROM vibe.doc_versions WHERE document = ? AND kept_until BETWEEN now() + interval '29 days' AND now() + interval '30 days'",
                            UUID.fromString(id)))
                    .hasSize(2);
        }
    }

    @Test
    void aWrongPageIsRefused() throws Exception {
        String id = api.create(app, "a").id();

        assertThat(versions(app, id, "?limit=0").code()).isEqualTo("invalid_request");
        assertThat(versions(app, id, "?limit=201").code()).isEqualTo("page_too_large");
        assertThat(versions(app, id, "?after=x").code()).isEqualTo("invalid_cursor");
    }
}
