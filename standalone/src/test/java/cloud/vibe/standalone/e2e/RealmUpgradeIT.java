package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A realm that an older version has made is brought up to date when Keycloak starts, and what an admin has set stays. */
@ExtendWith(RunningCloud.class)
// It takes permissions away from whoever has them.
@Order(Integer.MAX_VALUE)
class RealmUpgradeIT {
    private final RunningCloud.Stack stack;
    private final Admin admin;

    RealmUpgradeIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @Test
    void anOlderRealmGetsWhatIsNew() throws Exception {
        for (JsonNode scope : admin.get("/client-scopes")) {
            if (scope.path("name").asText().startsWith("grants:")) {
                assertThat(admin.delete("/client-scopes/" + scope.path("id").asText()))
                        .isEqualTo(204);
            }
        }
        execute("UPDATE realm_attribute SET value = '1' WHERE name = 'vibe.realm.version'");
        execute("UPDATE realm SET password_policy = 'length(20)' WHERE name = 'vibe'");

        long pid = stack.json().path("pids").path("keycloak").asLong();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        eventually(() -> stack.json().path("pids").path("keycloak").asLong(), now -> now != pid && now > 0);
        JsonNode realm = eventually(this::realmOrNothing, found -> !found.isMissingNode());

        assertThat(realm.at("/attributes/vibe.realm.version").asText()).isEqualTo("2");
        assertThat(realm.path("passwordPolicy").asText()).isEqualTo("length(20)");
        List<JsonNode> added = admin.get("/client-scopes").findParents("protocol").stream()
                .filter(scope -> scope.path("name").asText().startsWith("grants:"))
                .toList();
        assertThat(added).hasSize(2).allSatisfy(scope -> {
            assertThat(scope.at("/attributes/display.on.consent.screen").asText())
                    .isEqualTo("true");
            assertThat(scope.at("/attributes/include.in.token.scope").asText()).isEqualTo("true");
            assertThat(scope.at("/attributes/consent.screen.text").asText()).startsWith("${vibe.permission.grants.");
        });
        execute("UPDATE realm SET password_policy = 'length(10)' WHERE name = 'vibe'");
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
