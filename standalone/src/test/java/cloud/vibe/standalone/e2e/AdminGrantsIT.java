package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.Tokens;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an admin sees of people's grants, and ends. */
@ExtendWith(RunningCloud.class)
class AdminGrantsIT {
    private static final String SCOPE = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final List<Admin.Person> people = new ArrayList<>();
    private final List<Tokens> tokens = new ArrayList<>();
    private Admin.App app = new Admin.App("", "", "");

    AdminGrantsIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @BeforeEach
    void threePeopleLetAnAppIn() {
        app = admin.newApp("notes:read", "notes:write");
        for (int i = 0; i < 3; i++) {
            Admin.Person person = admin.newPerson();
            people.add(person);
            tokens.add(app.visitor(stack).signIn(person.email(), person.password(), SCOPE));
        }
    }

    private String url() {
        return stack.endpoints().identity() + "/admin/realms/vibe/vibe/grants";
    }

    private String grant(int of) {
        return tokens.get(of).claims().path("grant").asText();
    }

    private int read(int by) {
        return new DataApi(stack.endpoints().api(), tokens.get(by).access())
                .list()
                .status();
    }

    private List<String> ids(String query) {
        return admin.get("/vibe/grants?" + query).findValuesAsText("id").stream()
                .filter(id -> tokens.stream()
                        .anyMatch(known -> known.claims().path("grant").asText().equals(id)))
                .toList();
    }

    @Test
    void theyAreListedByAppAndPersonAndStatusPageByPage() {
        assertThat(ids("app=" + app.id())).containsExactly(grant(2), grant(1), grant(0));
        assertThat(ids("app=" + app.id() + "&max=2")).containsExactly(grant(2), grant(1));
        assertThat(ids("app=" + app.id() + "&first=2&max=2")).containsExactly(grant(0));
        assertThat(ids("person=" + people.get(1).id())).containsExactly(grant(1));
        assertThat(ids("app=" + app.id() + "&status=revoked")).isEmpty();

        assertThat(admin.delete("/vibe/grants/" + grant(1))).isEqualTo(204);
        assertThat(ids("app=" + app.id() + "&status=revoked")).containsExactly(grant(1));
        assertThat(ids("app=" + app.id() + "&status=active")).containsExactly(grant(2), grant(0));

        JsonNode one = admin.get("/vibe/grants/" + grant(0));
        assertThat(one.at("/person/username").asText()).isEqualTo(people.get(0).email());
        assertThat(one.at("/app/publisher").asText()).isEqualTo("Tests");
        assertThat(one.at("/permissions/0/text").asText()).isEqualTo("Read your notes");
        assertThat(one.at("/history/0/cause").asText()).isEqualTo("answered");
    }

    /** As from a variable of a script that nothing has set. */
    @Test
    void anEmptyNameIsNotTakenForEverybodys() {
        for (String parameter : List.of("app=", "person=", "app=&person=")) {
            assertThat(admin.status("/vibe/grants?" + parameter)).as(parameter).isEqualTo(400);
        }
        assertThat(admin.delete("/vibe/grants?app=")).isEqualTo(400);
        assertThat(read(0)).isEqualTo(200);
    }

    @Test
    void oneIsEndedAndTheAdminIsOnRecord() {
        assertThat(admin.delete("/vibe/grants/" + grant(0))).isEqualTo(204);

        eventually(() -> read(0), status -> status == 401);
        assertThat(app.visitor(stack)
                        .refresh(tokens.get(0))
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("invalid_grant");
        assertThat(admin.get("/users/" + people.get(0).id() + "/consents")).isEmpty();
        assertThat(admin.history(grant(0))).last().isEqualTo("revoked withdrawn admin");
        assertThat(admin.get("/admin-events?resourcePath=vibe/grants/" + grant(0))
                        .path(0)
                        .path("operationType")
                        .asText())
                .isEqualTo("DELETE");
        assertThat(read(1)).isEqualTo(200);
        assertThat(admin.delete("/vibe/grants/" + grant(0))).isEqualTo(204);
        assertThat(admin.history(grant(0))).hasSize(2);
    }

    @Test
    void allOfAnAppAreEnded() {
        JsonNode done =
                new Rest(admin.token()).delete(url() + "?app=" + app.id()).json();
        assertThat(done.path("ended").asInt()).isEqualTo(3);
        assertThat(done.path("left").asBoolean(true)).isFalse();
        for (int i = 0; i < 3; i++) {
            int each = i;
            eventually(() -> read(each), status -> status == 401);
            assertThat(admin.history(grant(i))).last().isEqualTo("revoked withdrawn admin");
        }
        assertThat(new Rest(admin.token()).delete(url()).status()).isEqualTo(400);
    }

    @Test
    void whoMayOnlyViewEndsNothing() {
        Rest viewer = admin.colleague("vibe", "view-users", "view-clients");
        assertThat(viewer.get(url() + "?app=" + app.id()).status()).isEqualTo(200);
        assertThat(viewer.get(url() + "/" + grant(0)).status()).isEqualTo(200);
        assertThat(viewer.delete(url() + "/" + grant(0)).status()).isEqualTo(403);
        assertThat(viewer.delete(url() + "?app=" + app.id()).status()).isEqualTo(403);
        assertThat(read(0)).isEqualTo(200);
    }

    @Test
    void whoMayNotViewPeopleSeesNothing() {
        for (Rest other : List.of(admin.colleague("vibe"), admin.colleague("vibe", "manage-clients", "view-events"))) {
            assertThat(other.get(url()).status()).isEqualTo(403);
            assertThat(other.get(url() + "?person=" + people.get(0).id()).status())
                    .isEqualTo(403);
            assertThat(other.get(url() + "/" + grant(0)).status()).isEqualTo(403);
            assertThat(other.delete(url() + "/" + grant(0)).status()).isEqualTo(403);
        }
        // Whose people those are is not told to whoever may not view the app.
        assertThat(admin.colleague("vibe", "view-users")
                        .get(url() + "?app=" + app.id())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theAdminOfAnotherRealmIsNobodyHere() {
        String other = "other-" + UUID.randomUUID();
        Rest.Answer made = new Rest(admin.token())
                .send(
                        "POST",
                        stack.endpoints().identity() + "/admin/realms",
                        Map.of(),
                        "{\"realm\": \"" + other + "\", \"enabled\": true}");
        assertThat(made.status()).isEqualTo(201);
        Rest stranger = admin.colleague(other, "manage-users", "view-users", "view-clients", "manage-realm");
        assertThat(stranger.get(url()).status()).isEqualTo(403);
        assertThat(stranger.delete(url() + "/" + grant(0)).status()).isEqualTo(403);
        // In their own realm there is no such grant.
        String theirs = stack.endpoints().identity() + "/admin/realms/" + other + "/vibe/grants";
        assertThat(stranger.get(theirs + "/" + grant(0)).status()).isEqualTo(404);
        assertThat(stranger.delete(theirs + "/" + grant(0)).status()).isEqualTo(404);
        assertThat(stranger.get(theirs).json()).isEmpty();
        assertThat(read(0)).isEqualTo(200);
        new Rest(admin.token()).delete(stack.endpoints().identity() + "/admin/realms/" + other);
    }

    @Test
    void thePersonsOwnTokenIsNoAdmins() {
        Rest person = new Rest(tokens.get(0).access());
        assertThat(person.get(url()).status()).isIn(401, 403);
        assertThat(person.delete(url() + "/" + grant(1)).status()).isIn(401, 403);
        assertThat(new Rest("").get(url()).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=perhaps",
                "first=-1",
                "max=0",
                "max=100000",
                "max=all",
                "first=99999999999999999999",
                "app=notes",
                "person=%00"
            })
    void whatMakesNoSenseIsSaidSo(String query) {
        assertThat(new Rest(admin.token()).get(url() + "?" + query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%00", "..%2f..", "1-1-1-1-1"})
    void whatIsNoGrantIsFoundNowhere(String id) {
        assertThat(new Rest(admin.token()).get(url() + "/" + id).status()).isIn(400, 404);
        assertThat(new Rest(admin.token()).delete(url() + "/" + id).status()).isIn(400, 404);
    }
}
