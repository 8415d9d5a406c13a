package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What cannot be told to the data API is not done: else Keycloak would say that it is over, and the app would go on. Keycloak itself passes
 * over what a listener throws.
 */
@ExtendWith(RunningCloud.class)
class OutboxIT {
    private static final String SCOPE = "openid notes:read notes:write";

    private final Admin admin;
    private final Database keycloak;
    private final DataApi api;
    private final Visitor visitor;
    private final Admin.Person person;
    private Tokens tokens;

    OutboxIT(RunningCloud.Stack stack) {
        this.admin = new Admin(stack);
        this.keycloak = Database.ofKeycloak(stack);
        this.visitor = new Visitor(stack.endpoints());
        this.person = admin.newPerson();
        this.tokens = visitor.signIn(person.email(), person.password(), SCOPE);
        this.api = new DataApi(stack.endpoints().api(), tokens.access());
    }

    @BeforeEach
    void nothingCanBeTold() {
        assertThat(api.list().status()).isEqualTo(200);
        keycloak.alter("ALTER TABLE vibe_outbox ADD CONSTRAINT nothing_is_told CHECK (false) NOT VALID");
    }

    @AfterEach
    void itCanBeToldAgain() {
        keycloak.alter("ALTER TABLE vibe_outbox DROP CONSTRAINT IF EXISTS nothing_is_told");
    }

    private void requireAsBefore() {
        assertThat(api.list().status()).isEqualTo(200);
        assertThat(admin.get("/users/" + person.id() + "/consents").toString()).contains("notes:write");
        var refreshed = visitor.refresh(tokens);
        assertThat(refreshed.status()).isEqualTo(200);
        tokens = Tokens.of(refreshed.json());
        assertThat(visitor.authorize(SCOPE, Map.of("prompt", "none")).answer("code"))
                .isNotEmpty();
    }

    @Test
    void aRevocationIsRefused() {
        assertThat(admin.removeConsent(person, Endpoints.CLIENT_ID)).isGreaterThanOrEqualTo(400);
        requireAsBefore();

        itCanBeToldAgain();
        assertThat(admin.removeConsent(person, Endpoints.CLIENT_ID)).isEqualTo(204);
        eventually(api::list, answer -> answer.status() == 401);
    }

    @Test
    void aSignOutIsRefused() {
        String logout = "/users/" + person.id() + "/logout";
        assertThat(admin.send("POST", logout, "").statusCode()).isGreaterThanOrEqualTo(400);
        requireAsBefore();

        itCanBeToldAgain();
        assertThat(admin.send("POST", logout, "").statusCode()).isEqualTo(204);
        eventually(api::list, answer -> answer.status() == 401);
    }

    @Test
    void thePersonIsNotDisabledAndNotDeleted() {
        String path = "/users/" + person.id();
        assertThat(admin.send("PUT", path, "{\"enabled\":false}").statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(admin.delete(path)).isGreaterThanOrEqualTo(400);
        assertThat(admin.get(path).path("enabled").asBoolean()).isTrue();
        requireAsBefore();
    }
}
