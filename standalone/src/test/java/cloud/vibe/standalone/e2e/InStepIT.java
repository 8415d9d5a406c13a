package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is done to a consent, an app, a permission or a person in Keycloak itself, the grant follows, and remembers why. */
@ExtendWith(RunningCloud.class)
class InStepIT {
    private final RunningCloud.Stack stack;
    private final Admin admin;
    private Admin.App app = new Admin.App("", "", "");
    private Admin.Person person = new Admin.Person("", "", "");
    private Tokens tokens = new Tokens("", "", NullNode.getInstance());
    private String scopeId = "";

    InStepIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @BeforeEach
    void somebodyLetsAnAppIn() {
        String own = "own" + System.nanoTime();
        scopeId = admin.newPermission(own + ":write");
        app = admin.newApp("notes:read", own + ":write");
        person = admin.newPerson();
        tokens = app.visitor(stack).signIn(person.email(), person.password(), "openid notes:read " + own + ":write");
        assertThat(tokens.permissions()).hasSize(2);
        assertThat(list().status()).isEqualTo(200);
    }

    private TokenAnswer list() {
        return new DataApi(stack.endpoints().api(), tokens.access()).list();
    }

    private List<String> history() {
        return admin.history(tokens.claims().path("grant").asText());
    }

    private void requireEnded(String how) {
        eventually(this::list, answer -> answer.status() == 401);
        assertThat(history()).hasSize(2).last().isEqualTo(how);
        assertThat(new Visitor(stack.endpoints(), app.clientId(), app.redirectUri())
                        .refresh(tokens)
                        .status())
                .isIn(400, 401);
    }

    private void requireNarrowed() {
        String grant = "/vibe/grants/" + tokens.claims().path("grant").asText();
        assertThat(admin.get(grant).path("permissions").findValuesAsText("name"))
                .containsExactly("notes:read");
        assertThat(history()).hasSize(2).last().isEqualTo("active withdrawn admin");
        String url = stack.endpoints().api() + "/v1/grants/" + app.id();
        eventually(
                () -> new Rest(tokens.access())
                        .get(url)
                        .json()
                        .path("permissions")
                        .toString(),
                "[\"notes:read\"]"::equals);
        assertThat(list().status()).isEqualTo(200);
    }

    @Test
    void aConsentTakenBackOnTheAccountPage() {
        Tokens account = new Visitor(
                        stack.endpoints(), "account-console", stack.endpoints().issuer() + "/account/")
                .signIn(person.email(), person.password(), "openid");
        assertThat(new Rest(account.access())
                        .send(
                                "DELETE",
                                stack.endpoints().issuer() + "/account/applications/" + app.clientId() + "/consent",
                                java.util.Map.of("Accept", "application/json"),
                                "")
                        .status())
                .isEqualTo(204);
        requireEnded("revoked withdrawn account");
    }

    @Test
    void aConsentTakenBackByAnAdmin() {
        assertThat(admin.removeConsent(person, app.clientId())).isEqualTo(204);
        requireEnded("revoked withdrawn admin");
    }

    @Test
    void aPermissionTakenFromTheApp() {
        assertThat(admin.delete("/clients/" + app.id() + "/optional-client-scopes/" + scopeId))
                .isEqualTo(204);
        requireNarrowed();
    }

    @Test
    void aPermissionThatIsNoMore() {
        assertThat(admin.delete("/client-scopes/" + scopeId)).isEqualTo(204);
        requireNarrowed();
    }

    @Test
    void anAppThatIsRemoved() {
        assertThat(admin.delete("/clients/" + app.id())).isEqualTo(204);
        requireEnded("revoked app_gone");
        assertThat(admin.get("/vibe/grants/" + tokens.claims().path("grant").asText())
                        .at("/app/removed")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anAppThatIsDisabled() {
        admin.enableApp(app.clientId(), false);
        requireEnded("revoked app_gone");
        assertThat(admin.get("/users/" + person.id() + "/consents")).isEmpty();
    }

    @Test
    void aPersonWhoIsRemoved() {
        assertThat(admin.deletePerson(person)).isEqualTo(204);
        requireEnded("revoked person_gone");
    }

    @Test
    void aPersonWhoIsDisabled() {
        admin.enable(person, false);
        requireEnded("revoked person_gone");
    }

    @Test
    void ourOwnEndTakesKeycloaksConsentAndSessionsWithIt() {
        String grant = tokens.claims().path("grant").asText();
        assertThat(admin.delete("/vibe/grants/" + grant)).isEqualTo(204);
        requireEnded("revoked withdrawn admin");
        assertThat(admin.get("/users/" + person.id() + "/consents")).isEmpty();
        assertThat(admin.get("/clients/" + app.id() + "/user-sessions")).isEmpty();

        Tokens again = app.visitor(stack).signIn(person.email(), person.password(), "openid notes:read");
        assertThat(again.claims().path("grant").asText()).isEqualTo(grant);
        assertThat(again.claims().path("grant_version").asLong()).isEqualTo(3);
    }
}
