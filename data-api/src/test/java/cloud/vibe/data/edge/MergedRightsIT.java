package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.HeldMerge;
import cloud.vibe.data.trial.Merged;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a guest shared, and what was shared with them, after they have turned out to have an account. */
final class MergedRightsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp guest = TestCloud.get().app("notes:write", "groups:write");
    private final TestApp account = TestCloud.get().app("notes:write", "groups:write");
    private final TestApp other = TestCloud.get().app("notes:write", "groups:write");

    private static String entry(TestApp who, String actions) {
        return "{\"principal\":{\"kind\":\"person\",\"id\":\"" + who.person() + "\"},\"actions\":[" + actions + "]}";
    }

    private void share(TestApp by, String id, String... entries) throws Exception {
        assertThat(api.send(by, "PUT", place(id) + "/acl", "{\"entries\":[" + String.join(",", entries) + "]}")
                        .status())
                .isEqualTo(200);
    }

    private static String place(String id) {
        return "/v1/documents/" + id;
    }

    private void contain(TestApp by, String source, String target) throws Exception {
        assertThat(api.send(
                                by,
                                "POST",
                                place(source) + "/edges",
                                "{\"target\":\"" + target + "\",\"label\":\"contains\"}")
                        .status())
                .isEqualTo(201);
    }

    private static List<String> sql(String query, Object... values) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(superuser, query, values);
        }
    }

    @Test
    void whatWasSharedStaysShared() throws Exception {
        String open = api.create(guest, "for everyone").id();
        share(guest, open, "{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"read\"]}");
        String theirs = api.create(other, "theirs").id();
        share(other, theirs, entry(guest, "\"write\""));
        String both = api.create(other, "with both").id();
        share(other, both, entry(account, "\"read\""), entry(guest, "\"manage\""));
        String buried = api.create(other, "thrown away").id();
        share(other, buried, entry(guest, "\"manage\""));
        api.delete(other, buried);
        String mine = api.create(guest, "with the account").id();
        share(guest, mine, entry(account, "\"read\""));

        Merged.into(api, guest, account);

        assertThat(api.getWith(null, place(open)).status()).isEqualTo(200);
        assertThat(api.merge(account, theirs, "{\"a\":1}").status()).isEqualTo(200);
        JsonNode acl = api.get(account, place(both) + "/acl").json();
        assertThat(acl.path("entries")).hasSize(1);
        assertThat(acl.at("/entries/0/principal/did").asText())
                .endsWith(account.person().toString());
        assertThat(acl.at("/entries/0/actions").toString()).contains("manage");
        assertThat(sql(
                        "SELECT 1 FROM vibe.doc_acl_index WHERE document = ? AND action = 'manage' AND principal = ?",
                        UUID.fromString(buried),
                        account.person()))
                .hasSize(1);
        assertThat(api.get(account, place(mine)).status()).isEqualTo(200);
        assertThat(sql("SELECT 1 FROM vibe.doc_acl_index WHERE principal = ?", guest.person()))
                .isEmpty();
        assertThat(sql(
                        "SELECT 1 FROM vibe.documents WHERE acl::text LIKE '%' || ? || '%'",
                        guest.person().toString()))
                .isEmpty();
    }

    @Test
    void groupsAndWhoIsInThemComeAlong() throws Exception {
        String family =
                api.send(guest, "POST", "/v1/groups", "{\"name\":\"Family\"}").id();
        api.send(guest, "PUT", "/v1/groups/" + family + "/members/" + other.person(), "");
        String ofGroup = api.create(guest, "for the family").id();
        share(guest, ofGroup, "{\"principal\":{\"kind\":\"group\",\"id\":\"" + family + "\"},\"actions\":[\"read\"]}");
        String club =
                api.send(other, "POST", "/v1/groups", "{\"name\":\"Club\"}").id();
        for (TestApp member : List.of(guest, account)) {
            api.send(other, "PUT", "/v1/groups/" + club + "/members/" + member.person(), "");
        }
        String alone =
                api.send(other, "POST", "/v1/groups", "{\"name\":\"Alone\"}").id();
        api.send(other, "PUT", "/v1/groups/" + alone + "/members/" + guest.person(), "");

        Merged.into(api, guest, account);

        assertThat(api.get(account, "/v1/groups/" + family).status()).isEqualTo(200);
        assertThat(api.get(other, place(ofGroup)).status()).isEqualTo(200);
        for (String group : List.of(club, alone)) {
            assertThat(sql("SELECT member FROM vibe.group_members WHERE group_id = ?", UUID.fromString(group)))
                    .containsExactly(account.person().toString());
        }
        assertThat(memberships(account))
                .contains(club, alone)
                .contains(other.person().toString());
        assertThat(memberships(other))
                .contains(family)
                .contains(account.person().toString());
        assertThat(api.deleteAt(account, "/v1/groups/" + alone + "/members/" + account.person())
                        .status())
                .isEqualTo(204);
    }

    private String memberships(TestApp of) throws IOException, InterruptedException {
        return api.get(of, "/v1/memberships").json().path("items").toString();
    }

    @Test
    void certificatesCountAndOpenNothingThatTheyDidNotOpenBefore() throws Exception {
        String one = api.create(guest, "certified").id();
        register(other, certify(guest, "\"document\":\"" + one + "\"", other));
        register(other, certify(guest, "\"type\":\"notes\"", other));
        String theirs = api.create(other, "of the other").id();
        register(guest, certify(other, "\"document\":\"" + theirs + "\"", guest));
        String shownLater = certify(other, "\"document\":\"" + theirs + "\"", guest);
        String before = api.create(account, "private").id();

        Merged.into(api, guest, account);

        assertThat(api.get(other, place(one)).status()).isEqualTo(200);
        assertThat(api.get(account, place(theirs)).status()).isEqualTo(200);
        assertThat(api.get(other, place(before)).status()).isEqualTo(404);
        assertThat(api.get(other, "/v1/documents?type=notes")
                        .json()
                        .path("items")
                        .toString())
                .doesNotContain(before);
        assertThat(shownLater).isNotEmpty();
        assertThat(sql("SELECT 1 FROM vibe.certificates WHERE holder = ?", guest.person()))
                .isEmpty();
        assertThat(sql(
                        "SELECT 1 FROM vibe.certificates WHERE issuer = ? AND document IS NULL AND revoked_at IS NULL",
                        guest.person()))
                .hasSize(1);
    }

    /** Whoever was let out of a document cannot come back to it, nor anybody by their word, because they turn out to be its owner. */
    @Test
    void aCertificateThatHadBecomeVoidStaysSo() throws Exception {
        String ofAccount = api.create(account, "of the account").id();
        share(account, ofAccount, entry(guest, "\"manage\""));
        String issued = certify(guest, "\"document\":\"" + ofAccount + "\"", other);
        register(other, issued);
        assertThat(api.get(other, place(ofAccount)).status()).isEqualTo(200);
        share(account, ofAccount);
        assertThat(api.get(other, place(ofAccount)).status()).isEqualTo(404);

        Merged.into(api, guest, account);

        assertThat(api.get(other, place(ofAccount)).status()).isEqualTo(404);
        assertThat(sql("SELECT 1 FROM vibe.certificates WHERE issuer = ? AND revoked_at IS NOT NULL", guest.person()))
                .hasSize(1);
    }

    /** By right of an ACL, of a folder's ACL and of a group: the account has the right in the end, and the holder at each moment. */
    @Test
    void certificatesForWhatIsManagedCountAllAlong() throws Exception {
        TestApp third = TestCloud.get().app("notes:write", "groups:write");
        String named = api.create(third, "named").id();
        share(third, named, entry(guest, "\"manage\""));
        String folder = api.create(third, "folder").id();
        String inherited = api.create(third, "inherited").id();
        share(third, folder, entry(guest, "\"manage\""));
        contain(third, folder, inherited);
        String club =
                api.send(third, "POST", "/v1/groups", "{\"name\":\"Club\"}").id();
        api.send(third, "PUT", "/v1/groups/" + club + "/members/" + guest.person(), "");
        String ofGroup = api.create(third, "of the group").id();
        share(third, ofGroup, "{\"principal\":{\"kind\":\"group\",\"id\":\"" + club + "\"},\"actions\":[\"manage\"]}");
        String own = api.create(guest, "own").id();
        List<String> all = List.of(named, inherited, ofGroup, own);
        for (String one : all) {
            register(other, certify(guest, "\"document\":\"" + one + "\"", other));
        }
        HeldMerge merge = HeldMerge.of(guest, account);

        boolean hasEnded = false;
        while (!hasEnded) {
            hasEnded = merge.step(1);
            for (String one : all) {
                assertThat(api.get(other, place(one)).status()).isEqualTo(200);
            }
        }

        assertThat(sql("SELECT 1 FROM vibe.certificates WHERE issuer = ? AND revoked_at IS NULL", account.person()))
                .hasSize(4);
    }

    private String certify(TestApp by, String what, TestApp holder) throws Exception {
        String until =
                Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS).toString();
        Api.Answer issued = api.send(
                by,
                "POST",
                "/v1/certificates",
                "{\"holder\":\"did:web:localhost%3A8601:people:" + holder.person() + "\"," + what
                        + ",\"actions\":[\"read\"],\"expiresAt\":\"" + until + "\"}");
        assertThat(issued.status()).isEqualTo(201);
        return issued.json().path("jws").asText();
    }

    private void register(TestApp by, String jws) throws Exception {
        assertThat(api.send(by, "POST", "/v1/certificates/register", "{\"jws\":\"" + jws + "\"}")
                        .status())
                .isEqualTo(200);
    }

    /** A folder of the guest's with one of somebody else's in it, and the reverse; and one whose edge only the guest's right to manage holds. */
    @Test
    void rightsInTreesAreThoseThatARecomputationGives() throws Exception {
        List<String> documents = new ArrayList<>();
        for (TestApp owner : List.of(guest, guest, other, other, guest, other)) {
            documents.add(api.create(owner, "n" + documents.size()).id());
        }
        share(guest, documents.get(0), entry(other, "\"manage\""), entry(guest, "\"read\""));
        share(other, documents.get(2), entry(guest, "\"manage\""));
        share(other, documents.get(3), entry(guest, "\"manage\""), entry(account, "\"read\""));
        share(other, documents.get(5), entry(guest, "\"manage\""));
        contain(guest, documents.get(0), documents.get(1));
        contain(guest, documents.get(1), documents.get(2));
        contain(guest, documents.get(3), documents.get(4));
        contain(guest, documents.get(1), documents.get(5));
        contain(guest, documents.get(2), documents.get(3));
        api.delete(guest, documents.get(4));
        List<UUID> ids = documents.stream().map(UUID::fromString).toList();
        String edges = "SELECT id FROM vibe.doc_edges WHERE source = ANY ('{" + String.join(",", documents)
                + "}') ORDER BY id";
        List<String> before = sql(edges);

        Merged.into(api, guest, account);

        RightsOfTree rights = RightsOfTree.of(ids);
        assertThat(rights.kept()).isEqualTo(rights.wanted()).isNotEmpty();
        TreesOf trees = TreesOf.these(ids);
        assertThat(trees.kept()).isEqualTo(trees.wanted());
        assertThat(sql(edges)).isEqualTo(before).hasSize(5);
        assertThat(sql("SELECT 1 FROM vibe.doc_edges WHERE created_by = ?", guest.person()))
                .isEmpty();
        // The edges go on living by the right of the account, also when others lose theirs.
        share(account, documents.get(0));
        assertThat(sql(edges)).isEqualTo(before);
        share(other, documents.get(5));
        assertThat(sql(edges)).hasSize(4);
        RightsOfTree after = RightsOfTree.of(ids);
        assertThat(after.kept()).isEqualTo(after.wanted());
    }

    /**
     * A folder of the guest's with two of their own, one of somebody else's whose ACL names them, and one of whose group they are. Somebody
     * takes a right away before each step, at which edges are looked through for those that nobody may keep.
     */
    @Test
    void noEdgeEndsBecauseATreeHasMovedInPart() throws Exception {
        TestApp friend = TestCloud.get().app("notes:write");
        String club =
                api.send(other, "POST", "/v1/groups", "{\"name\":\"Club\"}").id();
        api.send(other, "PUT", "/v1/groups/" + club + "/members/" + guest.person(), "");
        String manages = "{\"principal\":{\"kind\":\"group\",\"id\":\"" + club + "\"},\"actions\":[\"manage\"]}";
        String folder = api.create(guest, "folder").id();
        share(guest, folder, entry(other, "\"manage\""));
        List<String> own =
                List.of(api.create(guest, "n1").id(), api.create(guest, "n2").id());
        String named = api.create(other, "named").id();
        share(other, named, entry(guest, "\"manage\""));
        String ofGroup = api.create(other, "of the group").id();
        share(other, ofGroup, manages);
        List<String> inside = List.of(own.get(0), named, ofGroup, own.get(1));
        for (String one : inside) {
            contain(guest, folder, one);
        }
        List<UUID> ids = new ArrayList<>(inside.stream().map(UUID::fromString).toList());
        ids.add(UUID.fromString(folder));
        HeldMerge merge = HeldMerge.of(guest, account);

        boolean hasEnded = false;
        // What names the guest anew has to move anew, so not for ever.
        for (int i = 0; !hasEnded; i++) {
            for (String one : i < 12 ? inside : own) {
                String[] entries = one.equals(named)
                        ? new String[] {entry(guest, "\"manage\"")}
                        : one.equals(ofGroup) ? new String[] {manages} : new String[0];
                List<String> more = new ArrayList<>(List.of(entries));
                more.add(entry(friend, "\"manage\""));
                share(other, one, more.toArray(String[]::new));
                share(other, one, entries);
            }
            assertThat(sql("SELECT 1 FROM vibe.doc_edges WHERE source = ?", UUID.fromString(folder)))
                    .hasSize(4);
            RightsOfTree rights = RightsOfTree.of(ids);
            assertThat(rights.kept()).isEqualTo(rights.wanted());
            hasEnded = merge.step(1);
        }

        assertThat(sql("SELECT 1 FROM vibe.documents WHERE owner = ?", account.person()))
                .hasSize(3);
    }
}
