package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever comes to Keycloak has a DID that resolves at the data API, and has it until they go. */
@ExtendWith(RunningCloud.class)
class IdentityIT {
    private final RunningCloud.Stack stack;
    private final Admin admin;

    IdentityIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @Test
    void aPersonWhomAnAdminMakesResolvesBeforeTheyEverSignIn() {
        Admin.Person person = admin.newPerson();
        String path = "people/" + person.id();

        TokenAnswer document = eventually(() -> published(path), answer -> answer.status() == 200);
        assertThat(document.json().path("id").asText()).endsWith(":people:" + person.id());
        assertThat(document.body()).doesNotContain(person.email()).doesNotContain("Robin");

        admin.deletePerson(person);
        eventually(() -> published(path), answer -> answer.status() == 404);
    }

    @Test
    void whoRegistersIsFoundByTheDidInTheirToken() {
        Tokens tokens = new Visitor(stack.endpoints())
                .register("new-" + UUID.randomUUID() + "@example.com", "a-long-enough-one", "openid notes:read");
        String did = tokens.claims().path("did").asText();

        TokenAnswer document = eventually(
                () -> published("people/" + did.substring(did.lastIndexOf(':') + 1)), answer -> answer.status() == 200);
        assertThat(document.json().path("id").asText()).isEqualTo(did);
    }

    @Test
    void anAppResolvesUntilItIsRemoved() {
        String app = admin.newCarelessApp("http://localhost:4321/callback");
        String path = "apps/" + admin.appId(app);

        eventually(() -> published(path), answer -> answer.status() == 200);

        admin.deleteApp(app);
        eventually(() -> published(path), answer -> answer.status() == 404);
    }

    @Test
    void whatKeycloakMadeForItselfIsNoApp() {
        String id = admin.appId("account-console");
        admin.describeApp("account-console", "Somebody looked at it");
        // Events are told in order: once the next is known, this one would be.
        String app = admin.newCarelessApp("http://localhost:4321/callback");
        eventually(() -> published("apps/" + admin.appId(app)), answer -> answer.status() == 200);

        assertThat(published("apps/" + id).status()).isEqualTo(404);
    }

    private TokenAnswer published(String path) {
        return new DataApi(stack.endpoints().api(), "none").send("GET", "/" + path + "/did.json", Map.of(), "");
    }
}
