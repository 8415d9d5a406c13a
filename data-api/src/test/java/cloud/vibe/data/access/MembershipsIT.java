package cloud.vibe.data.access;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What somebody sees of the groups that others put them into, and that they can leave. */
final class MembershipsIT {
    private static final String PLACE = "/v1/memberships";

    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app("notes:write", "groups:write");
    private final TestApp member = TestCloud.get().app("notes:read", "groups:write");

    private String groupWith(TestApp by, Object... members) throws IOException, InterruptedException {
        String group =
                api.send(by, "POST", "/v1/groups", "{\"name\":\"secret name\"}").id();
        for (Object each : members) {
            assertThat(add(by, group, each).status()).isEqualTo(204);
        }
        return group;
    }

    private Api.Answer add(TestApp by, String group, Object who) throws IOException, InterruptedException {
        return api.send(by, "PUT", membership(group, who), "");
    }

    private Api.Answer leave(TestApp who, String group) throws IOException, InterruptedException {
        return api.deleteAt(who, membership(group, who.person()));
    }

    private static String membership(String group, Object who) {
        return "/v1/groups/" + group + "/members/" + who;
    }

    private List<String> groups(TestApp of) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        api.get(of, PLACE)
                .json()
                .path("items")
                .forEach(item -> found.add(item.path("group").asText()));
        return found;
    }

    @Test
    void whoIsInAGroupSeesWhoseItIsAndNotItsNameOrWhoElseIsInIt() throws Exception {
        String group = groupWith(owner, member.person(), UUID.randomUUID());

        JsonNode found = api.get(member, PLACE).json().path("items");

        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("group").asText()).isEqualTo(group);
        assertThat(found.get(0).at("/owner/did").asText()).endsWith(":people:" + owner.person());
        assertThat(found.toString()).doesNotContain("secret name");
        assertThat(api.get(member, "/v1/groups/" + group + "/members").code()).isEqualTo("not_found");
        assertThat(api.get(owner, PLACE).json().path("items")).isEmpty();
    }

    @Test
    void theGroupsOfAnAppAreItsOwn() throws Exception {
        String group = api.send(api.request("/v1/groups")
                        .header("Authorization", "Bearer " + owner.ownToken("groups:write"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"Team\"}")))
                .id();
        assertThat(api.send(api.request(membership(group, member.person()))
                                .header("Authorization", "Bearer " + owner.ownToken("groups:write"))
                                .PUT(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(204);

        assertThat(api.get(member, PLACE).json().at("/items/0/owner/did").asText())
                .endsWith(":apps:" + owner.app());
    }

    @Test
    void anAppIsAMemberToo() throws Exception {
        String app = "did:web:localhost%3A8601:apps:" + member.app();
        String group = groupWith(owner, app);
        String token = member.ownToken("groups:write");

        assertThat(api.getWith(token, PLACE).json().at("/items/0/group").asText())
                .isEqualTo(group);
        assertThat(groups(member)).isEmpty();
        assertThat(api.send(api.request(membership(group, app))
                                .header("Authorization", "Bearer " + token)
                                .DELETE())
                        .status())
                .isEqualTo(204);
        assertThat(api.getWith(token, PLACE).json().path("items")).isEmpty();
    }

    /** By SQL: what the API asks only of one's own memberships says nothing to anybody else either. */
    @Test
    void whoseAGroupIsIsForItsMembersAlone() throws Exception {
        UUID group = UUID.fromString(groupWith(owner, member.person()));
        String ask = "SELECT owner FROM vibe.owner_of_group(?)";
        try (SqlCaller itself = SqlCaller.of(member, "{groups}");
                SqlCaller unpermitted = SqlCaller.of(member, "{notes}");
                SqlCaller stranger = SqlCaller.of(TestCloud.get().app("groups:write"), "{groups}")) {
            assertThat(itself.query(ask, group)).containsExactly(owner.person().toString());
            assertThat(unpermitted.query(ask, group)).isEmpty();
            assertThat(stranger.query(ask, group)).isEmpty();
        }
    }

    @Test
    void whoLeavesComesNoMoreToWhatIsSharedWithTheGroup() throws Exception {
        UUID other = UUID.randomUUID();
        String group = groupWith(owner, member.person(), other);
        String document = api.create(owner, "ours").id();
        api.send(
                owner,
                "PUT",
                "/v1/documents/" + document + "/acl",
                "{\"entries\":[{\"principal\":{\"kind\":\"group\",\"id\":\"" + group + "\"},\"actions\":[\"read\"]}]}");
        assertThat(api.get(member, "/v1/documents/" + document).status()).isEqualTo(200);

        assertThat(leave(member, group).status()).isEqualTo(204);

        assertThat(api.get(member, "/v1/documents/" + document).status()).isEqualTo(404);
        assertThat(groups(member)).isEmpty();
        assertThat(leave(member, group).code()).isEqualTo("not_found");
        assertThat(api.get(owner, "/v1/groups/" + group + "/members").json().path("items"))
                .hasSize(1);
    }

    @Test
    void nobodyTakesOutAnotherOfAGroupThatIsNotTheirs() throws Exception {
        TestApp other = TestCloud.get().app("groups:write");
        String group = groupWith(owner, member.person(), other.person());

        assertThat(api.deleteAt(member, membership(group, other.person())).code())
                .isEqualTo("not_found");
        assertThat(leave(TestCloud.get().app("groups:write"), group).code()).isEqualTo("not_found");

        assertThat(groups(other)).containsExactly(group);
    }

    @Test
    void anAppNeedsThePermissionOfGroups() throws Exception {
        String group = groupWith(owner, member.person());

        assertThat(groups(member.with("notes:write"))).isEmpty();
        assertThat(leave(member.with("notes:write"), group).code()).isEqualTo("not_found");
        assertThat(leave(member.with("groups:read"), group).code()).isEqualTo("permission_missing");
        assertThat(api.getWith(null, PLACE).code()).isEqualTo("token_missing");

        assertThat(groups(member.with("groups:read"))).containsExactly(group);
    }

    @Test
    void theNewestComeFirstAPageAtATime() throws Exception {
        List<String> made = List.of(
                groupWith(owner, member.person()),
                groupWith(owner, member.person()),
                groupWith(owner, member.person()));

        JsonNode first = api.get(member, PLACE + "?limit=2").json();
        JsonNode second = api.get(
                        member, PLACE + "?limit=2&after=" + first.path("next").asText())
                .json();

        assertThat(first.path("items").findValuesAsText("group")).isEqualTo(List.of(made.get(2), made.get(1)));
        assertThat(second.path("items").findValuesAsText("group")).isEqualTo(List.of(made.get(0)));
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(api.get(member, PLACE + "?after=nonsense").code()).isEqualTo("invalid_cursor");
    }

    @Test
    void manyOwnersAtOnceDoNotPutSomebodyIntoMoreThanAThousand() throws Exception {
        List<TestApp> owners = Stream.generate(() -> TestCloud.get().app("groups:write"))
                .limit(11)
                .toList();
        for (TestApp each : owners) {
            try (SqlCaller caller = SqlCaller.of(each, "{groups}")) {
                caller.query(
                        "WITH made AS (INSERT INTO vibe.groups (id, owner, name)"
                                + " SELECT gen_random_uuid(), vibe.me(), 'g' FROM generate_series(1, ?) RETURNING 1)"
                                + " SELECT count(*) FROM made",
                        each.equals(owners.getLast()) ? 45 : 95);
                caller.query(
                        "WITH made AS (INSERT INTO vibe.group_members (group_id, member)"
                                + " SELECT id, ? FROM vibe.groups RETURNING 1) SELECT count(*) FROM made",
                        member.person());
            }
        }

        List<String> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<String>> running = new ArrayList<>();
            for (TestApp each : owners) {
                String group = groupWith(each);
                running.add(threads.submit(() -> {
                    Api.Answer answer = add(each, group, member.person());
                    return answer.status() == 204 ? "" : answer.code();
                }));
            }
            for (Future<String> one : running) {
                codes.add(one.get());
            }
        }
        assertThat(codes)
                .containsOnly("", "too_many_memberships")
                .filteredOn(String::isEmpty)
                .hasSize(5);

        String last = groupWith(owners.getLast());
        assertThat(leave(member, groups(member).getFirst()).status()).isEqualTo(204);
        assertThat(add(owners.getLast(), last, member.person()).status()).isEqualTo(204);
    }
}
