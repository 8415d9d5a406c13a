package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A realm that an older version has made is brought up to date when Keycloak starts, and what an admin has set stays. */
@ExtendWith(RunningCloud.class)
// It takes permissions away from whoever has them.
@Order(Integer.MAX_VALUE)
class RealmUpgradeIT {
    private static final Set<String> NEW =
            Set.of("vibe-exact-redirects", "vibe-dpop-required", "vibe-guest-stays", "vibe-pushed-once");

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final String policy;

    RealmUpgradeIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.policy = admin.get("").path("passwordPolicy").asText();
    }

    /** By Keycloak itself, which remembers what it has read; and ours are where others look for them. */
    @AfterEach
    void asItWas() {
        admin.changeRealm(realm -> realm.put("passwordPolicy", policy));
        changeMastersTheme("vibe");
        remove("/groups", "name", "guests");
        String ours = admin.group("vibe-guests");
        if (!ours.isEmpty()) {
            ObjectNode group = (ObjectNode) admin.get("/groups/" + ours);
            assertThat(admin.send(
                                    "PUT",
                                    "/groups/" + ours,
                                    group.put("name", "guests").toString())
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void anOlderRealmGetsWhatIsNew() throws Exception {
        for (JsonNode scope : admin.get("/client-scopes")) {
            if (isReserved(scope)) {
                assertThat(admin.delete("/client-scopes/" + scope.path("id").asText()))
                        .isEqualTo(204);
            }
        }
        admin.changeRealm(realm -> realm.put("registrationFlow", "registration").put("adminTheme", ""));
        assertThat(changeMastersTheme("")).isEqualTo("vibe");
        remove("/authentication/flows", "alias", "vibe sign-up");
        remove("/groups", "name", "guests");
        Admin.Person member = admin.newPerson();
        String role = groupOfTheAdmins(member);
        String hardened = aRealmWithTermsToAgreeTo();
        String broken = aRealmThatCannotBeUpgraded();
        assertThat(admin.delete("/authentication/required-actions/vibe-merge")).isEqualTo(204);
        JsonNode profiles = admin.get("/client-policies/profiles");
        List<String> whole = executors(profiles);
        profiles.path("profiles").forEach(profile -> {
            Iterator<JsonNode> each = profile.path("executors").iterator();
            while (each.hasNext()) {
                if (NEW.contains(each.next().path("executor").asText())) {
                    each.remove();
                }
            }
        });
        assertThat(admin.send("PUT", "/client-policies/profiles", profiles.toString())
                        .statusCode())
                .isEqualTo(204);
        assertThat(executors(admin.get("/client-policies/profiles"))).doesNotContainAnyElementsOf(NEW);
        execute("UPDATE realm_attribute SET value = '1' WHERE name = 'vibe.realm.version'");
        execute("UPDATE realm SET password_policy = 'length(20)' WHERE name = 'vibe'");
        execute("DELETE FROM realm_attribute WHERE name = 'vibe.console.theme'");

        long pid = stack.json().path("pids").path("keycloak").asLong();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        eventually(() -> stack.json().path("pids").path("keycloak").asLong(), now -> now != pid && now > 0);
        JsonNode realm = eventually(this::realmOrNothing, found -> !found.isMissingNode());

        assertThat(realm.at("/attributes/vibe.realm.version").asText()).isEqualTo("6");
        assertThat(realm.path("passwordPolicy").asText()).isEqualTo("length(20)");
        assertThat(realm.path("adminTheme").asText()).isEqualTo("vibe");
        assertThat(changeMastersTheme("vibe")).isEqualTo("vibe");
        List<JsonNode> added = admin.get("/client-scopes").findParents("protocol").stream()
                .filter(RealmUpgradeIT::isReserved)
                .toList();
        assertThat(added).hasSize(6).allSatisfy(scope -> {
            assertThat(scope.at("/attributes/display.on.consent.screen").asText())
                    .isEqualTo("true");
            assertThat(scope.at("/attributes/include.in.token.scope").asText()).isEqualTo("true");
            assertThat(scope.at("/attributes/consent.screen.text").asText()).startsWith("${vibe.permission.");
        });
        assertThat(realm.path("registrationFlow").asText()).isEqualTo("vibe sign-up");
        assertThat(admin.get("/groups").findValuesAsText("name")).contains("guests", "vibe-guests");
        requireGuestsOfOurOwn(member, role);
        Rest console = new Rest(admin.token());
        assertThat(console.get(hardened).json().path("registrationFlow").asText())
                .isEqualTo("registration");
        assertThat(console.get(hardened).json().path("adminTheme").asText()).isEqualTo("keycloak.v2");
        execute("DELETE FROM realm_attribute WHERE name = 'client-policies.profiles' AND value = '{'");
        assertThat(console.delete(broken).status()).isEqualTo(204);
        assertThat(console.delete(hardened).status()).isEqualTo(204);
        assertThat(admin.get("/authentication/flows/browser/executions").findValuesAsText("providerId"))
                .containsOnlyOnce("vibe-guest");
        List<String> actions = admin.get("/authentication/required-actions").findValuesAsText("providerId");
        assertThat(actions).containsOnlyOnce("vibe-merge");
        // What becomes of a guest's things is asked before any app is let in.
        assertThat(actions.indexOf("vibe-merge")).isEqualTo(actions.indexOf("vibe-consent") - 1);
        assertThat(executors(admin.get("/client-policies/profiles"))).containsExactlyInAnyOrderElementsOf(whole);
    }

    /** What it was. */
    private String changeMastersTheme(String theme) {
        String master = stack.endpoints().identity() + "/admin/realms/master";
        Rest console = new Rest(admin.token());
        ObjectNode realm = (ObjectNode) console.get(master).json();
        String before = realm.path("adminTheme").asText();
        String after = realm.put("adminTheme", theme).toString();
        assertThat(console.send("PUT", master, Map.of(), after).status()).isEqualTo(204);
        return before;
    }

    /** It has the name that ours would have; the name of its role. */
    private String groupOfTheAdmins(Admin.Person member) {
        String role = "of-the-house-" + UUID.randomUUID();
        assertThat(admin.create("/roles", "{\"name\": \"" + role + "\"}").statusCode())
                .isEqualTo(201);
        assertThat(admin.create("/groups", "{\"name\": \"guests\"}").statusCode())
                .isEqualTo(201);
        String group = admin.group("guests");
        assertThat(admin.create("/groups/" + group + "/role-mappings/realm", "[" + admin.get("/roles/" + role) + "]")
                        .statusCode())
                .isEqualTo(204);
        assertThat(admin.send("PUT", "/users/" + member.id() + "/groups/" + group, "{}")
                        .statusCode())
                .isEqualTo(204);
        return role;
    }

    private void requireGuestsOfOurOwn(Admin.Person member, String role) {
        Admin.App app = admin.newApp("notes:read", "notes:write");
        admin.letGuestsIn(app);
        Visitor visitor = app.visitor(stack);
        IdentityPage page = visitor.authorize("openid notes:read", Map.of("vibe_guest", "true"));
        String guest = visitor.redeem(
                        visitor.decide(page, "allow", page.options()).answer("code"))
                .claims()
                .path("sub")
                .asText();
        assertThat(admin.members("vibe-guests")).containsExactly(guest);
        assertThat(admin.get("/users/" + guest + "/role-mappings/realm/composite")
                        .findValuesAsText("name"))
                .doesNotContain(role);
        assertThat(admin.members("guests")).containsExactly(member.id());
        assertThat(app.visitor(stack)
                        .signIn(member.email(), member.password(), "openid notes:read")
                        .claims()
                        .has("guest"))
                .isFalse();
    }

    /** Whoever signs up there agrees to something: its address. */
    private String aRealmWithTermsToAgreeTo() throws Exception {
        String name = "hardened-" + UUID.randomUUID();
        String realms = stack.endpoints().identity() + "/admin/realms";
        Rest console = new Rest(admin.token());
        assertThat(console.send(
                                "POST",
                                realms,
                                Map.of(),
                                "{\"realm\": \"" + name
                                        + "\", \"registrationAllowed\": true, \"adminTheme\": \"keycloak.v2\"}")
                        .status())
                .isEqualTo(201);
        String executions = realms + "/" + name + "/authentication/flows/registration/executions";
        for (JsonNode step : console.get(executions).json()) {
            if (step.path("providerId").asText().equals("registration-terms-and-conditions")) {
                assertThat(console.send(
                                        "PUT",
                                        executions,
                                        Map.of(),
                                        ((ObjectNode) step)
                                                .put("requirement", "REQUIRED")
                                                .toString())
                                .status())
                        .isIn(200, 202, 204);
            }
        }
        // Behind Keycloak's back: with this from the start it would have been made as ours.
        execute("INSERT INTO realm_attribute (realm_id, name, value) SELECT id, 'vibe.realm.version', '1' FROM realm"
                + " WHERE name = '" + name + "'");
        return realms + "/" + name;
    }

    /** As whoever manages it could make it by two of its attributes. */
    private String aRealmThatCannotBeUpgraded() throws Exception {
        String name = "broken-" + UUID.randomUUID();
        String realms = stack.endpoints().identity() + "/admin/realms";
        assertThat(new Rest(admin.token())
                        .send("POST", realms, Map.of(), "{\"realm\": \"" + name + "\"}")
                        .status())
                .isEqualTo(201);
        execute("INSERT INTO realm_attribute (realm_id, name, value)"
                + " SELECT id, 'vibe.realm.version', '1' FROM realm WHERE name = '" + name + "'");
        execute("INSERT INTO realm_attribute (realm_id, name, value)"
                + " SELECT id, 'client-policies.profiles', '{' FROM realm WHERE name = '" + name + "'"
                + " ON CONFLICT (realm_id, name) DO UPDATE SET value = EXCLUDED.value");
        return realms + "/" + name;
    }

    private void remove(String path, String member, String value) {
        for (JsonNode found : admin.get(path)) {
            if (found.path(member).asText().equals(value)) {
                assertThat(admin.delete(path + "/" + found.path("id").asText())).isEqualTo(204);
            }
        }
    }

    private static boolean isReserved(JsonNode scope) {
        String name = scope.path("name").asText();
        return Stream.of("grants:", "groups:", "identity:").anyMatch(name::startsWith);
    }

    private static List<String> executors(JsonNode profiles) {
        return profiles.path("profiles").findValuesAsText("executor");
    }

    private JsonNode realmOrNothing() {
        try {
            return admin.get("");
        } catch (AssertionError | RuntimeException notYet) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }

    private void execute(String sql) throws Exception {
        JsonNode account = stack.json().path("database");
        try (Connection keycloak = DriverManager.getConnection(
                        stack.endpoints().jdbc("keycloak"),
                        account.path("user").asText(),
                        account.path("password").asText());
                Statement statement = keycloak.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }
}
