package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The consent step and the grant behind it, on the real Keycloak and the real data API. */
@ExtendWith(RunningCloud.class)
class ConsentIT {
    private static final String BOTH = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private Admin.Person person = new Admin.Person("", "", "");
    private Visitor visitor;

    ConsentIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeEach
    void newPerson() {
        person = admin.newPerson();
        visitor = new Visitor(stack.endpoints());
    }

    @Test
    void accessTokenHasTheClaimsOfTheContract() throws IOException {
        Tokens tokens = visitor.signIn(person.email(), person.password(), BOTH);
        JsonNode contract = Json.MAPPER
                .readTree(Path.of("../contract/tokens/access-token.json").toFile())
                .path("claims");
        contract.fieldNames().forEachRemaining(name -> {
            // A grant without an end has no grant_until.
            if (!name.equals("grant_until")) {
                assertThat(tokens.claims().has(name)).as(name).isTrue();
            }
        });
        assertThat(tokens.claims().path("sub").asText()).isEqualTo(person.id());
        assertThat(tokens.claims().path("did").asText())
                .isEqualTo("did:web:localhost%3A" + stack.endpoints().ports().api() + ":people:" + person.id());
        assertThat(tokens.claims().path("aud").toString()).contains("vibe-data-api");
        assertThat(tokens.claims().path("exp").asLong()
                        - tokens.claims().path("iat").asLong())
                .isEqualTo(300);
        assertThat(tokens.permissions()).containsExactlyInAnyOrder("notes:read", "notes:write");
    }

    @Test
    void untickedOptionIsAbsentFromTheTokenAndRefusedByTheApi() {
        IdentityPage consent = visitor.logIn(visitor.authorize(BOTH, Map.of()), person.email(), person.password());
        assertThat(consent.options()).containsExactly("notes:write");
        Tokens tokens =
                visitor.redeem(visitor.decide(consent, "allow", List.of()).answer("code"));
        assertThat(tokens.permissions()).containsExactly("notes:read");
        DataApi api = new DataApi(stack.endpoints().api(), tokens.access());
        assertThat(api.create("no").status()).isEqualTo(403);
        assertThat(api.list().status()).isEqualTo(200);
    }

    @Test
    void returningPersonWithASessionGoesThroughWithoutASingleQuestion() {
        visitor.signIn(person.email(), person.password(), BOTH);
        IdentityPage again = visitor.authorize(BOTH, Map.of());
        assertThat(again.answer("code")).isNotEmpty();
    }

    @Test
    void declinedOptionIsNotAskedAgainAtEverySignIn() {
        IdentityPage consent = visitor.logIn(visitor.authorize(BOTH, Map.of()), person.email(), person.password());
        visitor.redeem(visitor.decide(consent, "allow", List.of()).answer("code"));
        IdentityPage again = visitor.authorize(BOTH, Map.of());
        assertThat(visitor.redeem(again.answer("code")).permissions()).containsExactly("notes:read");
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "consent")).asksForConsent())
                .isTrue();
    }

    @Test
    void oneNewPermissionIsOneMoreTap() {
        visitor.signIn(person.email(), person.password(), "openid notes:read");
        IdentityPage more = visitor.authorize(BOTH, Map.of());
        assertThat(more.asksForPassword()).isFalse();
        assertThat(more.asksForConsent()).isTrue();
        Tokens tokens = visitor.redeem(
                visitor.decide(more, "allow", List.of("notes:write")).answer("code"));
        assertThat(tokens.permissions()).containsExactlyInAnyOrder("notes:read", "notes:write");
        assertThat(tokens.claims().path("grant_version").asLong()).isGreaterThan(1);
    }

    @Test
    void cancelGoesBackToTheAppAsAccessDenied() {
        IdentityPage consent = visitor.logIn(visitor.authorize(BOTH, Map.of()), person.email(), person.password());
        IdentityPage back = visitor.decide(consent, "deny", List.of("notes:write"));
        assertThat(back.answer("error")).isEqualTo("access_denied");
        assertThat(back.answer("code")).isEmpty();
        // Nothing was begun: neither a session nor a grant.
        IdentityPage anew = visitor.authorize(BOTH, Map.of());
        assertThat(anew.asksForPassword()).isTrue();
        IdentityPage again = visitor.logIn(anew, person.email(), person.password());
        assertThat(again.asksForConsent()).isTrue();
    }

    @Test
    void silentRequestWithoutSessionOrConsentIsAnsweredWithAnError() {
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("login_required");
        visitor.signIn(person.email(), person.password(), "openid notes:read");
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isIn("interaction_required", "consent_required");
    }

    @Test
    void promptLoginAsksForThePasswordAndForNothingElse() {
        Tokens first = visitor.signIn(person.email(), person.password(), BOTH);

        IdentityPage page = visitor.authorize(BOTH, Map.of("prompt", "login"));
        assertThat(page.asksForPassword()).isTrue();
        IdentityPage back = visitor.logIn(page, person.email(), person.password());

        Tokens second = visitor.redeem(back.answer("code"));
        assertThat(second.claims().path("grant_version"))
                .isEqualTo(first.claims().path("grant_version"));
        assertThat(second.claims().path("auth_time").asLong())
                .isGreaterThanOrEqualTo(first.claims().path("auth_time").asLong());
    }

    @Test
    void removedAccessIsRefusedByTheApiAndAtTheTokenEndpoint() {
        Tokens tokens = visitor.signIn(person.email(), person.password(), BOTH);
        DataApi api = new DataApi(stack.endpoints().api(), tokens.access());
        assertThat(api.create("mine").status()).isEqualTo(201);
        assertThat(admin.removeConsent(person, "notes")).isEqualTo(204);

        TokenAnswer refused = eventually(api::list, answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("grant_revoked");
        assertThat(visitor.refresh(tokens).json().path("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void versionsRiseAcrossARevocationAndTheOldTokenStaysRefused() {
        Tokens before = visitor.signIn(person.email(), person.password(), BOTH);
        assertThat(admin.removeConsent(person, "notes")).isEqualTo(204);
        Tokens after = visitor.signIn(person.email(), person.password(), BOTH);

        assertThat(after.claims().path("grant").asText())
                .isEqualTo(before.claims().path("grant").asText());
        assertThat(after.claims().path("grant_version").asLong())
                .isGreaterThan(before.claims().path("grant_version").asLong());
        DataApi current = new DataApi(stack.endpoints().api(), after.access());
        assertThat(current.create("again").status()).isEqualTo(201);
        DataApi stale = new DataApi(stack.endpoints().api(), before.access());
        eventually(stale::list, answer -> answer.status() == 401);
        assertThat(current.list().status()).isEqualTo(200);
    }

    @Test
    void deletedPersonsTokenIsRefused() {
        Tokens tokens = visitor.signIn(person.email(), person.password(), BOTH);
        DataApi api = new DataApi(stack.endpoints().api(), tokens.access());
        assertThat(api.create("last words").status()).isEqualTo(201);
        assertThat(admin.deletePerson(person)).isEqualTo(204);
        eventually(api::list, answer -> answer.status() == 401);
    }

    @Test
    void refreshTokenRotatesAndItsReuseEndsTheFamily() {
        Tokens first = visitor.signIn(person.email(), person.password(), BOTH);
        TokenAnswer second = visitor.refresh(first);
        assertThat(second.status()).isEqualTo(200);
        assertThat(visitor.refresh(first).status()).isEqualTo(400);
        assertThat(visitor.refresh(Tokens.of(second.json())).status()).isEqualTo(400);
    }
}
