package cloud.vibe.data.access;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GroupsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app("notes:write", "groups:write");
    private final TestApp member = TestCloud.get().app("notes:read");

    private Api.Answer make(String name) throws IOException, InterruptedException {
        return api.send(owner, "POST", "/v1/groups", "{\"name\":\"" + name + "\"}");
    }

    private Api.Answer add(TestApp by, String group, Object who) throws IOException, InterruptedException {
        return api.send(by, "PUT", members(group) + "/" + who, "");
    }

    private static String members(String group) {
        return "/v1/groups/" + group + "/members";
    }

    private String sharedWith(String group) throws IOException, InterruptedException {
        String id = api.create(owner, "ours").id();
        api.send(
                owner,
                "PUT",
                "/v1/documents/" + id + "/acl",
                "{\"entries\":[{\"principal\":{\"kind\":\"group\",\"id\":\"" + group + "\"},\"actions\":[\"read\"]}]}");
        return "/v1/documents/" + id;
    }

    @Test
    void aGroupIsMadeReadRenamedAndDissolved() throws Exception {
        Api.Answer made = make("Family");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/v1/groups/" + made.id());
        assertThat(api.get(owner, made.header("Location")).json()).isEqualTo(made.json());

        assertThat(api.send(owner, "PUT", made.header("Location"), "{\"name\":\"Häuschen \\\"1\\\"\"}")
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("Häuschen \"1\"");
        String second = make("Friends").id();
        JsonNode page = api.get(owner, "/v1/groups?limit=1").json();
        assertThat(page.at("/items/0/id").asText()).isEqualTo(second);
        assertThat(api.get(
                                owner,
                                "/v1/groups?limit=1&after=" + page.path("next").asText())
                        .json()
                        .at("/items/0/id")
                        .asText())
                .isEqualTo(made.id());

        assertThat(api.deleteAt(owner, made.header("Location")).status()).isEqualTo(204);
        assertThat(api.deleteAt(owner, made.header("Location")).status()).isEqualTo(404);
    }

    private Api.Answer makeOnce(TestApp by, String key, String name) throws IOException, InterruptedException {
        return api.postOnce(by, key, "/v1/groups", "{\"name\":\"" + name + "\"}");
    }

    private int count(TestApp by) throws IOException, InterruptedException {
        return api.get(by, "/v1/groups").json().path("items").size();
    }

    @Test
    void theSameAgainUnderItsKeyMakesOneGroup() throws Exception {
        String key = UUID.randomUUID().toString();
        Api.Answer made = makeOnce(owner, key, "Family");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/v1/groups/" + made.id());
        api.send(owner, "PUT", made.header("Location"), "{\"name\":\"Friends\"}");

        assertThat(makeOnce(owner, key, "Family").told()).isEqualTo(made.told());
        assertThat(makeOnce(owner, key, "Friends").code()).isEqualTo("idempotency_key_reused");
        assertThat(makeOnce(owner, key, "Friends").status()).isEqualTo(422);
        assertThat(makeOnce(owner.with("notes:write"), key, "Family").code()).isEqualTo("permission_missing");
        assertThat(count(owner)).isEqualTo(1);
    }

    @Test
    void aKeyIsItsCallersOwn() throws Exception {
        String key = UUID.randomUUID().toString();
        TestApp otherApp = owner.other("groups-" + key, "groups:write");
        TestApp otherPerson = member.with("groups:write");

        List<String> made = new ArrayList<>();
        for (TestApp each : List.of(owner, otherApp, otherPerson)) {
            made.add(makeOnce(each, key, "Family").id());
        }
        made.add(api.send(api.request("/v1/groups")
                        .header("Authorization", "Bearer " + owner.ownToken("groups:write"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString("{\"name\":\"Family\"}")))
                .id());

        assertThat(made).doesNotContain("").doesNotHaveDuplicates();
        assertThat(makeOnce(otherApp, key, "Family").id()).isEqualTo(made.get(1));
    }

    @Test
    void ofManyAtOnceUnderOneKeyOneMakesAGroup() throws Exception {
        String key = UUID.randomUUID().toString();

        assertThat(codes(() -> makeOnce(owner, key, "Family"))).contains("").isSubsetOf("", "idempotency_in_progress");

        assertThat(count(owner)).isEqualTo(1);
    }

    @Test
    void whoIsInAGroupComesToWhatIsSharedWithItUntilTheyAreTakenOut() throws Exception {
        String group = make("Family").id();
        String place = sharedWith(group);
        assertThat(api.get(member, place).status()).isEqualTo(404);

        assertThat(add(owner, group, member.person()).status()).isEqualTo(204);
        assertThat(add(owner, group, member.person()).status()).isEqualTo(204);
        assertThat(api.get(member, place).status()).isEqualTo(200);

        assertThat(api.deleteAt(owner, members(group) + "/" + member.person()).status())
                .isEqualTo(204);
        assertThat(api.get(member, place).status()).isEqualTo(404);

        add(owner, group, member.person());
        assertThat(api.get(member, place).status()).isEqualTo(200);
        api.deleteAt(owner, "/v1/groups/" + group);
        assertThat(api.get(member, place).status()).isEqualTo(404);
    }

    @Test
    void membersArePeopleAndAppsByTheirDids() throws Exception {
        String group = make("Both").id();
        String domain = "did:web:localhost%3A8601:";
        assertThat(add(owner, group, domain + "people:" + member.person()).status())
                .isEqualTo(204);
        assertThat(add(owner, group, domain + "apps:" + member.app()).status()).isEqualTo(204);
        assertThat(add(owner, group, "did:web:elsewhere.example:people:" + member.person())
                        .code())
                .isEqualTo("invalid_request");
        assertThat(add(owner, group, "nonsense").code()).isEqualTo("invalid_request");

        List<String> found = new ArrayList<>();
        api.get(owner, members(group))
                .json()
                .path("items")
                .forEach(item -> found.add(item.at("/principal/did").asText()));

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "did:web:localhost%3A8601:people:" + member.person(),
                        "did:web:localhost%3A8601:apps:" + member.app());
        assertThat(api.getWith(member.ownToken("notes:read"), sharedWith(group)).status())
                .isEqualTo(200);
    }

    @Test
    void aGroupIsItsOwnersAlone() throws Exception {
        String group = make("Family").id();
        add(owner, group, member.person());
        UUID another = UUID.randomUUID();
        add(owner, group, another);
        TestApp curious = member.with("groups:write", "notes:read");

        assertThat(api.get(curious, "/v1/groups").json().path("items")).isEmpty();
        assertThat(api.get(curious, "/v1/groups/" + group).code()).isEqualTo("not_found");
        assertThat(api.get(curious, members(group)).code()).isEqualTo("not_found");
        assertThat(add(curious, group, curious.person()).code()).isEqualTo("not_found");
        assertThat(api.deleteAt(curious, members(group) + "/" + another).code()).isEqualTo("not_found");
        assertThat(api.deleteAt(curious, "/v1/groups/" + group).code()).isEqualTo("not_found");
        assertThat(api.send(curious, "PUT", "/v1/groups/" + group, "{\"name\":\"Mine\"}")
                        .code())
                .isEqualTo("not_found");
        assertThat(api.get(owner, members(group)).json().path("items")).hasSize(2);
    }

    @Test
    void anAppNeedsThePermissionOfGroups() throws Exception {
        String group = make("Family").id();
        TestApp reads = owner.with("groups:read");
        TestApp none = owner.with("notes:write");

        assertThat(api.get(reads, "/v1/groups/" + group).status()).isEqualTo(200);
        assertThat(api.send(reads, "POST", "/v1/groups", "{\"name\":\"x\"}").code())
                .isEqualTo("permission_missing");
        assertThat(add(reads, group, member.person()).code()).isEqualTo("permission_missing");
        assertThat(api.deleteAt(reads, members(group) + "/" + member.person()).code())
                .isEqualTo("permission_missing");
        assertThat(api.deleteAt(reads, "/v1/groups/" + group).code()).isEqualTo("permission_missing");
        assertThat(api.send(reads, "PUT", "/v1/groups/" + group, "{\"name\":\"x\"}")
                        .code())
                .isEqualTo("permission_missing");
        assertThat(api.get(none, "/v1/groups/" + group).code()).isEqualTo("not_found");
        assertThat(api.get(none, "/v1/groups").json().path("items")).isEmpty();
        assertThat(api.send(none, "POST", "/v1/groups", "{\"name\":\"x\"}").code())
                .isEqualTo("permission_missing");
        assertThat(api.getWith(null, "/v1/groups").code()).isEqualTo("token_missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":1}",
                "{\"name\":\"Family\",\"members\":[]}",
                "{\"name\":\"\"}",
                "{\"name\":\"  \"}",
                "{\"name\":\"a\\nb\"}",
                "{\"name\":\"LONG\"}"
            })
    void whatIsNoNameIsRefused(String body) throws Exception {
        assertThat(api.send(owner, "POST", "/v1/groups", body.replace("LONG", "x".repeat(201)))
                        .code())
                .isEqualTo("invalid_request");
    }

    @Test
    void noDocumentIsOfTheReservedType() throws Exception {
        TestApp all = owner.with("*:write");
        assertThat(api.post(all, "{\"type\":\"groups\",\"data\":{}}").code()).isEqualTo("invalid_document");
        try (SqlCaller caller = SqlCaller.of(all, "{*}")) {
            assertThat(
                            refusal(
                                    caller,
                                    "INSERT INTO vibe.documents (id, owner, type, data, rev)"
                                            + " VALUES (gen_random_uuid(), vibe.me(), 'groups', '{}', '1-0000000000000000') RETURNING 1"))
                    .isEqualTo("42501");
        }
    }

    @Test
    void theBoundsHoldWhenManyWriteAtOnce() throws Exception {
        String group = make("Large").id();
        try (SqlCaller caller = SqlCaller.of(owner, "{groups}")) {
            caller.query(
                    "WITH made AS (INSERT INTO vibe.group_members (group_id, member)"
                            + " SELECT ?, gen_random_uuid() FROM generate_series(1, 995) RETURNING 1) SELECT count(*) FROM made",
                    UUID.fromString(group));
            caller.query(
                    "WITH made AS (INSERT INTO vibe.groups (id, owner, name)"
                            + " SELECT gen_random_uuid(), vibe.me(), 'g' FROM generate_series(1, 994) RETURNING 1) SELECT count(*) FROM made");
            caller.query(
                    "WITH made AS (INSERT INTO vibe.group_members (group_id, member)"
                            + " SELECT id, ? FROM vibe.groups WHERE name = 'g' LIMIT 95 RETURNING 1) SELECT count(*) FROM made",
                    member.person());
        }

        assertThat(codes(() -> api.send(owner, "PUT", members(group) + "/" + UUID.randomUUID(), "")))
                .containsOnly("", "too_many_members")
                .filteredOn(String::isEmpty)
                .hasSize(5);
        assertThat(codes(() -> make("more")))
                .containsOnly("", "too_many_groups")
                .filteredOn(String::isEmpty)
                .hasSize(5);
        List<String> free;
        try (SqlCaller caller = SqlCaller.of(owner, "{groups}")) {
            free = caller.query(
                    "SELECT id FROM vibe.groups AS g WHERE name = 'more' UNION ALL (SELECT id FROM vibe.groups AS g"
                            + " WHERE name = 'g' AND NOT EXISTS (SELECT 1 FROM vibe.group_members WHERE group_id = g.id) LIMIT 5)");
        }
        List<String> left = new java.util.concurrent.CopyOnWriteArrayList<>(free);
        assertThat(codes(() -> add(owner, left.removeFirst(), member.person())))
                .containsOnly("", "too_many_memberships")
                .filteredOn(String::isEmpty)
                .hasSize(5);
    }

    /** Ten of them at once: the codes of their problems, or nothing. */
    private static List<String> codes(java.util.concurrent.Callable<Api.Answer> attempt) throws Exception {
        List<String> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<Api.Answer>> running = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                running.add(threads.submit(attempt));
            }
            for (Future<Api.Answer> one : running) {
                codes.add(one.get().status() < 300 ? "" : one.get().code());
            }
        }
        return codes;
    }

    private static String refusal(SqlCaller caller, String sql) {
        try {
            caller.query(sql);
            return "none";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }
}
