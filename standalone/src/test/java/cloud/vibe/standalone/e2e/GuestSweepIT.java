package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A guest whom nothing leads back any more. */
class GuestSweepIT extends GuestJourney {
    GuestSweepIT(RunningCloud.Stack stack, Browser.Windows browser) {
        super(stack, browser);
    }

    @Test
    void whomNothingLeadsBackIsSweptAndTheOthersStay() throws Exception {
        Tokens gone = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Visitor other = app.visitor(stack);
        IdentityPage page = other.authorize(BOTH, AS_A_GUEST);
        Tokens here = other.redeem(other.decide(page, "allow", List.of()).answer("code"));
        String server = anotherInTheGroup();
        String elsewhere = aGroupOfThatNameElsewhere();
        for (String each : List.of(person(gone).id(), person(here).id(), server)) {
            madeTwoHoursAgo(each);
        }
        // Written behind Keycloak's back.
        assertThat(admin.create("/clear-user-cache", "{}").statusCode()).isEqualTo(204);
        // What they have allowed is of no use to them any more.
        admin.signOut(person(gone));

        eventually(
                Duration.ofMinutes(4),
                () -> admin.status("/users/" + gone.claims().path("sub").asText()),
                status -> status == 404);

        assertThat(admin.status("/users/" + here.claims().path("sub").asText())).isEqualTo(200);
        assertThat(other.refresh(here).status()).isEqualTo(200);
        assertThat(admin.status("/users/" + server)).isEqualTo(200);
        Rest console = new Rest(admin.token());
        assertThat(console.get(elsewhere + "/users").json()).hasSize(1);
        assertThat(console.delete(elsewhere).status()).isEqualTo(204);
        // The data API has heard of it: the name of whoever is gone resolves no more.
        String document = "/people/" + gone.claims().path("sub").asText() + "/did.json";
        eventually(() -> api(here).send("GET", document, Map.of(), "").status(), status -> status == 404);
    }

    /** A service account, which an admin has put there. */
    private String anotherInTheGroup() {
        Admin.Sibling sibling = admin.newSibling(app.clientId(), "notes:read");
        String server = admin.get("/clients/" + admin.appId(sibling.clientId()) + "/service-account-user")
                .path("id")
                .asText();
        assertThat(admin.send("PUT", "/users/" + server + "/groups/" + admin.group(GUESTS), "{}")
                        .statusCode())
                .isEqualTo(204);
        return server;
    }

    /** Another realm, which is none of ours: its address. */
    private String aGroupOfThatNameElsewhere() {
        String realms = stack.endpoints().identity() + "/admin/realms";
        String name = "elsewhere-" + UUID.randomUUID();
        String id = UUID.randomUUID().toString();
        Rest.Answer made = new Rest(admin.token()).send("POST", realms, Map.of(), """
                {"realm": "%1$s", "enabled": true, "groups": [{"name": "guests", "attributes": {"vibe.guests": ["true"]}}],
                 "users": [{"id": "%2$s", "username": "guest-%2$s", "enabled": true, "createdTimestamp": 1, "groups": ["/guests"]}]}
                """.formatted(name, id));
        assertThat(made.status()).isEqualTo(201);
        return realms + "/" + name;
    }

    private void madeTwoHoursAgo(String id) throws Exception {
        var account = stack.json().path("database");
        try (Connection keycloak = DriverManager.getConnection(
                        stack.endpoints().jdbc("keycloak"),
                        account.path("user").asText(),
                        account.path("password").asText());
                PreparedStatement statement = keycloak.prepareStatement(
                        "UPDATE user_entity SET created_timestamp = created_timestamp - 7200000 WHERE id = ?")) {
            statement.setString(1, id);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }
}
