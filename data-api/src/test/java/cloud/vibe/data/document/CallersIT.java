package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who else than the owner may come to a document: those whom the ACL names, apps for themselves, and nobody. */
final class CallersIT {
    private static final String EVERYONE = "00000000-0000-0000-0000-000000000000";

    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app("notes:read", "notes:write");
    private final TestApp other = TestCloud.get().app("notes:read", "notes:write");

    private void share(String id, Object principal, String action) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    owner.person().toString());
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    "[{\"principal\":\"" + principal + "\",\"actions\":[\"" + action + "\"]}]",
                    UUID.fromString(id));
        }
    }

    private Api.Answer anonymous(String id) throws Exception {
        return api.getWith(null, "/v1/documents/" + id);
    }

    @Test
    void aReaderReadsAndDoesNotWrite() throws Exception {
        String id = api.create(owner, "ours").id();
        assertThat(api.get(other, "/v1/documents/" + id).status()).isEqualTo(404);

        share(id, other.person(), "read");

        assertThat(api.get(other, "/v1/documents/" + id).status()).isEqualTo(200);
        assertThat(api.put(other, id, rev(owner, id), "{}").code()).isEqualTo("permission_missing");
        assertThat(api.delete(other, id).code()).isEqualTo("permission_missing");
    }

    @Test
    void aWriterWritesAndDoesNotDelete() throws Exception {
        String id = api.create(owner, "ours").id();
        share(id, other.person(), "write");

        assertThat(api.put(other, id, rev(owner, id), "{\"title\":\"theirs\"}").status())
                .isEqualTo(200);
        assertThat(api.delete(other, id).code()).isEqualTo("permission_missing");
        assertThat(api.get(owner, "/v1/documents/" + id)
                        .json()
                        .at("/data/title")
                        .asText())
                .isEqualTo("theirs");
    }

    @Test
    void whoManagesDeletes() throws Exception {
        String id = api.create(owner, "ours").id();
        share(id, other.person(), "manage");

        assertThat(api.delete(other, id).status()).isEqualTo(204);
    }

    @Test
    void theAppMustBeAllowedTheTypeAsWell() throws Exception {
        String id = api.create(owner, "ours").id();
        share(id, other.person(), "write");

        assertThat(api.get(other.with("tasks:write"), "/v1/documents/" + id).status())
                .isEqualTo(404);
        assertThat(api.put(other.with("notes:read"), id, rev(owner, id), "{}").code())
                .isEqualTo("permission_missing");
    }

    @Test
    void whatIsPublicIsReadByItsNameAndStandsInNobodysList() throws Exception {
        String id = api.create(owner, "for all").id();
        assertThat(anonymous(id).status()).isEqualTo(401);

        share(id, EVERYONE, "read");

        assertThat(anonymous(id).json().at("/data/title").asText()).isEqualTo("for all");
        assertThat(api.get(other, "/v1/documents/" + id).status()).isEqualTo(200);
        assertThat(api.getWith(null, "/v1/documents?type=notes").status()).isEqualTo(401);
        assertThat(api.get(other, "/v1/documents?type=notes").json().path("items"))
                .isEmpty();
        assertThat(api.getWith("forged", "/v1/documents/" + id).status()).isEqualTo(401);
        assertThat(api.put(other, id, rev(owner, id), "{}").code()).isEqualTo("permission_missing");
    }

    @Test
    void anAppKeepsDocumentsOfItsOwn() throws Exception {
        String token = owner.ownToken("settings:write");
        Api.Answer created = api.send(api.request("/v1/documents")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"type\":\"settings\",\"data\":{\"theme\":\"dark\"}}")));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("owner").asText()).endsWith(":apps:" + owner.app());
        String place = "/v1/documents/" + created.id();
        assertThat(api.getWith(token, place).status()).isEqualTo(200);
        assertThat(api.getWith(other.ownToken("*:write:global"), place).status())
                .isEqualTo(404);
        assertThat(api.get(owner.with("*:write"), place).status()).isEqualTo(404);
        assertThat(api.getWith(owner.ownToken("notes:write"), place).status()).isEqualTo(404);
    }

    @Test
    void aGlobalPermissionReachesThoseWhoGrantedItAndOnlyThem() throws Exception {
        String id = api.create(owner, "counted").id();
        String place = "/v1/documents/" + id;
        String token = owner.ownToken("notes:read:global");
        api.tell(owner, "active");
        assertThat(api.getWith(token, place).status()).isEqualTo(404);

        TestApp wider = owner.with("notes:read:global").at(2);
        api.tell(wider, "active");

        assertThat(api.getWith(token, place).status()).isEqualTo(200);
        // Neither another app, nor a token without the word, nor without the type.
        assertThat(api.getWith(other.ownToken("notes:read:global"), place).status())
                .isEqualTo(404);
        assertThat(api.getWith(owner.ownToken("notes:read"), place).status()).isEqualTo(404);
        assertThat(api.getWith(owner.ownToken("tasks:read:global"), place).status())
                .isEqualTo(404);

        api.tell(wider.at(3), "revoked");
        assertThat(api.getWith(token, place).status()).isEqualTo(404);
    }

    @Test
    void anAppForItselfGetsNoSocketAndNoPagesOfOrigins() throws Exception {
        String token = owner.ownToken("notes:read");
        assertThat(api.send(api.request("/v1/documents?type=notes")
                                .header("Authorization", "Bearer " + token)
                                .header("Origin", TestApp.ORIGIN))
                        .code())
                .isEqualTo("origin_not_allowed");
    }

    private String rev(TestApp reader, String id) throws Exception {
        return api.get(reader, "/v1/documents/" + id).json().path("rev").asText();
    }
}
