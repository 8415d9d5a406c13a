package cloud.vibe.data.access;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is told who comes to a document, and why. */
final class AccessIT {
    private final Api api = TestCloud.get().api();
    private final TestApp owner = TestCloud.get().app("notes:write", "groups:write");
    private final TestApp reader = TestCloud.get().app("notes:read");
    private final TestApp manager = TestCloud.get().app("notes:write");
    private final TestApp holder = TestCloud.get().app("notes:read");

    private void share(String id, String entries) throws IOException, InterruptedException {
        assertThat(api.send(owner, "PUT", "/v1/documents/" + id + "/acl", "{\"entries\":[" + entries + "]}")
                        .status())
                .isEqualTo(200);
    }

    private static String entry(String kind, Object id, String action) {
        return "{\"principal\":{\"kind\":\"" + kind + "\",\"id\":\"" + id + "\"},\"actions\":[\"" + action + "\"]}";
    }

    private List<String> reasons(TestApp by, String id) throws IOException, InterruptedException {
        List<String> reasons = new ArrayList<>();
        api.get(by, "/v1/documents/" + id + "/access")
                .json()
                .path("items")
                .forEach(item -> reasons.add(item.path("reason").asText()
                        + " " + item.at("/principal/kind").asText() + " "
                        + item.at("/principal/id").asText() + " "
                        + item.path("actions") + item.path("inheritedFrom").asText()));
        return reasons;
    }

    @Test
    void everyReasonIsToldToTheOwner() throws Exception {
        String folder = api.create(owner, "folder").id();
        String id = api.create(owner, "ours").id();
        api.send(
                owner,
                "POST",
                "/v1/documents/" + folder + "/edges",
                "{\"target\":\"" + id + "\",\"label\":\"contains\"}");
        UUID group = UUID.randomUUID();
        share(folder, entry("person", reader.person(), "read"));
        share(
                id,
                entry("group", group, "write") + "," + entry("person", manager.person(), "manage")
                        + ",{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"read\"]}");
        String until = Instant.now().plusSeconds(3_600).toString();
        Api.Answer issued = api.send(
                owner,
                "POST",
                "/v1/certificates",
                "{\"holder\":\"" + holder.person() + "\",\"document\":\"" + id
                        + "\",\"actions\":[\"write\"],\"expiresAt\":\"" + until + "\"}");
        assertThat(reasons(owner, id)).noneMatch(reason -> reason.startsWith("certificate"));
        api.send(
                holder,
                "POST",
                "/v1/certificates/register",
                "{\"jws\":\"" + issued.json().path("jws").asText() + "\"}");
        TestApp worker =
                owner.with("notes:read:global", "groups:write", "notes:write").at(2);
        api.tell(worker, "active");

        String all = "[\"manage\",\"read\",\"write\"]";
        String both = "[\"read\",\"write\"]";
        String read = "[\"read\"]";
        List<String> shared = List.of(
                "owner person " + owner.person() + " " + all,
                "public everyone  " + read,
                "acl person " + manager.person() + " " + all,
                "acl group " + group + " " + both,
                "inherited person " + reader.person() + " " + read + folder,
                "certificate person " + holder.person() + " " + both);
        List<String> told = new ArrayList<>(shared);
        told.add("global app " + owner.app() + " " + read);
        assertThat(reasons(worker, id)).containsExactlyInAnyOrderElementsOf(told);
        // Which apps the owner has let work is not the manager's business.
        assertThat(reasons(manager, id)).containsExactlyInAnyOrderElementsOf(shared);
    }

    @Test
    void whoDoesNotManageItIsToldNothing() throws Exception {
        String id = api.create(owner, "ours").id();
        String place = "/v1/documents/" + id + "/access";
        assertThat(api.get(reader, place).code()).isEqualTo("not_found");

        share(id, entry("person", reader.person(), "read"));

        assertThat(api.get(reader, place).code()).isEqualTo("permission_missing");
        assertThat(api.get(owner.with("tasks:write"), place).code()).isEqualTo("not_found");
        assertThat(api.getWith(null, place).code()).isEqualTo("token_missing");
        try (SqlCaller sql = SqlCaller.of(reader, "{*}");
                SqlCaller otherType = SqlCaller.of(owner, "{tasks}")) {
            String told = "SELECT why FROM vibe.access_to(?)";
            assertThat(sql.query(told, UUID.fromString(id))).isEmpty();
            assertThat(otherType.query(told, UUID.fromString(id))).isEmpty();
        }
    }
}
