package cloud.vibe.data.access;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AclIT {
    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app("notes:write");
    private final TestApp other = TestCloud.get().app("notes:write");

    private static String acl(String... entries) {
        return "{\"entries\":[" + String.join(",", entries) + "]}";
    }

    private static String person(TestApp app, String... actions) {
        return "{\"principal\":{\"kind\":\"person\",\"id\":\"" + app.person() + "\"},\"actions\":[\""
                + String.join("\",\"", actions) + "\"]}";
    }

    private Api.Answer share(TestApp by, String id, String... entries) throws IOException, InterruptedException {
        return api.send(by, "PUT", place(id), acl(entries));
    }

    private static String place(String id) {
        return "/v1/documents/" + id + "/acl";
    }

    @Test
    void whatIsSharedIsReadAsItWasGiven() throws Exception {
        String id = api.create(owner, "ours").id();
        UUID group = UUID.randomUUID();
        String did = "did:web:localhost%3A8601:apps:" + other.app();

        Api.Answer shared = share(
                owner,
                id,
                person(other, "write"),
                "{\"principal\":{\"kind\":\"group\",\"id\":\"" + group + "\"},\"actions\":[\"read\"]}",
                "{\"principal\":{\"did\":\"" + did + "\"},\"actions\":[\"manage\",\"read\"]}",
                "{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"read\"]}");

        assertThat(shared.status()).isEqualTo(200);
        assertThat(shared.json().at("/entries/0/principal/did").asText())
                .isEqualTo("did:web:localhost%3A8601:people:" + other.person());
        assertThat(shared.json().at("/entries/1/principal/id").asText()).isEqualTo(group.toString());
        assertThat(shared.json().at("/entries/2").toString())
                .isEqualTo("{\"principal\":{\"kind\":\"app\",\"id\":\"" + other.app() + "\",\"did\":\"" + did
                        + "\"},\"actions\":[\"read\",\"manage\"]}");
        assertThat(shared.json().at("/entries/3/principal").toString()).isEqualTo("{\"kind\":\"everyone\"}");
        Api.Answer read = api.get(owner, place(id));
        assertThat(read.json()).isEqualTo(shared.json());
        assertThat(read.header("ETag")).isEqualTo(shared.header("ETag"));
        assertThat(api.get(other, "/v1/documents/" + id).status()).isEqualTo(200);
        assertThat(api.getWith(other.ownToken("notes:read"), "/v1/documents/" + id)
                        .status())
                .isEqualTo(200);
        assertThat(api.getWith(null, "/v1/documents/" + id).status()).isEqualTo(200);
    }

    @Test
    void whatIsTakenBackEndsAtOnceAndTheRevStays() throws Exception {
        Api.Answer created = api.create(owner, "ours");
        share(owner, created.id(), person(other, "read"));
        assertThat(api.get(other, "/v1/documents/" + created.id()).status()).isEqualTo(200);

        assertThat(share(owner, created.id()).json().path("entries")).isEmpty();

        assertThat(api.get(other, "/v1/documents/" + created.id()).status()).isEqualTo(404);
        assertThat(api.get(owner, "/v1/documents/" + created.id()).json()).isEqualTo(created.json());
    }

    @ParameterizedTest
    @CsvSource({"read,403", "write,403", "manage,200"})
    void onlyWhoManagesItSharesIt(String action, int status) throws Exception {
        String id = api.create(owner, "ours").id();
        assertThat(api.get(other, place(id)).code()).isEqualTo("not_found");
        assertThat(share(other, id).code()).isEqualTo("not_found");

        share(owner, id, person(other, action));

        assertThat(api.get(other, place(id)).status()).isEqualTo(status);
        assertThat(share(other, id, person(other, "manage")).status()).isEqualTo(status);
    }

    @Test
    void theAppMustBeAllowedToWriteTheType() throws Exception {
        String id = api.create(owner, "ours").id();

        assertThat(api.get(owner.with("notes:read"), place(id)).status()).isEqualTo(200);
        assertThat(share(owner.with("notes:read"), id, person(other, "read")).code())
                .isEqualTo("permission_missing");
        assertThat(api.get(owner.with("tasks:write"), place(id)).code()).isEqualTo("not_found");
        assertThat(share(owner.with("tasks:write"), id).code()).isEqualTo("not_found");
        assertThat(api.getWith(null, place(id)).code()).isEqualTo("token_missing");
        // A global permission reaches the document, and shares it with nobody.
        TestApp wide = owner.with("notes:write:global");
        api.tell(wide, "active");
        assertThat(api.getWith(wide.ownToken("notes:write:global"), "/v1/documents/" + id)
                        .status())
                .isEqualTo(200);
        assertThat(api.getWith(wide.ownToken("notes:write:global"), place(id)).code())
                .isEqualTo("permission_missing");
    }

    /** Without the key, the one that was sent again would be told that its ETag is stale, and be applied over what came between. */
    @Test
    void whatIsSentAgainUnderItsKeyIsDoneOnce() throws Exception {
        String id = api.create(owner, "ours").id();
        String first = api.get(owner, place(id)).header("ETag");
        Api.Answer shared = shareOnce(id, "a", first, acl(person(other, "read")));
        Api.Answer again = shareOnce(id, "a", first, acl(person(other, "read")));
        share(owner, id);

        assertThat(shared.status()).isEqualTo(200);
        assertThat(again.told()).isEqualTo(shared.told());
        assertThat(shareOnce(id, "a", first, acl(person(other, "read"))).told()).isEqualTo(shared.told());
        assertThat(api.get(owner, place(id)).json().path("entries")).isEmpty();
        assertThat(shareOnce(id, "a", first, acl()).code()).isEqualTo("idempotency_key_reused");
        assertThat(shareOnce(id, "a", null, acl(person(other, "read"))).code()).isEqualTo("idempotency_key_reused");
        assertThat(shareOnce(id, "b", shared.header("ETag"), acl()).code()).isEqualTo("acl_stale");
    }

    private Api.Answer shareOnce(String id, String key, @Nullable String ifMatch, String body) throws Exception {
        HttpRequest.Builder request = api.request(owner, place(id))
                .header("Idempotency-Key", key + id)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));
        return api.send(ifMatch == null ? request : request.header("If-Match", ifMatch));
    }

    @Test
    void aStaleAclIsNotOverwritten() throws Exception {
        String id = api.create(owner, "ours").id();
        String first = api.get(owner, place(id)).header("ETag");
        share(owner, id, person(other, "read"));

        Api.Answer stale = api.send(api.request(owner, place(id))
                .header("If-Match", first)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(acl())));

        assertThat(stale.code()).isEqualTo("acl_stale");
        assertThat(api.get(owner, place(id)).json().path("entries")).hasSize(1);
        Api.Answer fresh = api.send(api.request(owner, place(id))
                .header("If-Match", api.get(owner, place(id)).header("ETag"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(acl())));
        assertThat(fresh.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"entries\":{}}",
                "{\"entries\":[1]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"person\"},\"actions\":[\"read\"]}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"x\"},\"actions\":[\"read\"]}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"00000000-0000-0000-0000-000000000000\"},\"actions\":[\"read\"]}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"king\",\"id\":\"7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d\"},\"actions\":[\"read\"]}]}",
                "{\"entries\":[{\"principal\":{\"did\":\"did:web:elsewhere.example:people:7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d\"},\"actions\":[\"read\"]}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"write\"]}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"everyone\"},\"actions\":[]}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"everyone\"},\"actions\":\"read\"}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"own\"]}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"read\"]},"
                        + "{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"read\"]}]}",
                "{\"entries\":[],\"entries\":[]}",
                "{\"entries\":[],\"entrys\":[]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"read\"],\"until\":\"2027-01-01\"}]}",
                "{\"entries\":[{\"principal\":{\"kind\":\"everyone\",\"group\":\"x\"},\"actions\":[\"read\"]}]}"
            })
    void whatIsNoAclIsRefused(String body) throws Exception {
        String id = api.create(owner, "ours").id();

        assertThat(api.send(owner, "PUT", place(id), body).code()).isEqualTo("invalid_request");
    }

    @Test
    void aHundredEntriesAreTakenAndNoMore() throws Exception {
        String id = api.create(owner, "ours").id();

        assertThat(share(owner, id, entries(100)).status()).isEqualTo(200);
        assertThat(share(owner, id, entries(101)).code()).isEqualTo("too_many_acl_entries");
    }

    private static String entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"principal\":{\"kind\":\"person\",\"id\":\"" + UUID.randomUUID()
                        + "\"},\"actions\":[\"read\"]}")
                .collect(Collectors.joining(","));
    }

    /** The same by SQL: the policies decide, and not what the API asks. */
    @Test
    void theDatabaseRefusesWhoDoesNotManage() throws Exception {
        String id = api.create(owner, "ours").id();
        share(owner, id, person(other, "write"));

        try (SqlCaller writer = SqlCaller.of(other, "{notes}");
                SqlCaller stranger = SqlCaller.of(TestCloud.get().app("notes:write"), "{*}");
                SqlCaller otherType = SqlCaller.of(other, "{tasks}")) {
            String update = "UPDATE vibe.documents SET acl = '[]' WHERE id = ? RETURNING id";
            assertThat(refusal(writer, update, id)).isEqualTo("42501");
            assertThat(stranger.query(update, UUID.fromString(id))).isEmpty();
            assertThat(otherType.query(update, UUID.fromString(id))).isEmpty();
            String index = "SELECT count(*) FROM vibe.doc_acl_index WHERE document = ?";
            assertThat(writer.query(index, UUID.fromString(id))).containsExactly("2");
            assertThat(stranger.query(index, UUID.fromString(id))).containsExactly("0");
            assertThat(otherType.query(index, UUID.fromString(id))).containsExactly("0");
        }
    }

    private static String refusal(SqlCaller caller, String sql, String id) {
        try {
            caller.query(sql, UUID.fromString(id));
            return "none";
        } catch (java.sql.SQLException refused) {
            return refused.getSQLState();
        }
    }
}
