package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Somebody uses an app at once, without an account. */
class BeginAsGuestIT extends GuestJourney {
    BeginAsGuestIT(RunningCloud.Stack stack, Browser.Windows browser) {
        super(stack, browser);
    }

    @Test
    void oneTapIsEnoughAndNobodyIsThereBefore() throws IOException {
        List<String> before = admin.members(GUESTS);

        IdentityPage page = visitor.authorize(BOTH, AS_A_GUEST);
        assertThat(page.asksForConsent()).isTrue();
        assertThat(page.body()).contains("You go on as a guest");
        assertThat(admin.members(GUESTS)).isEqualTo(before);
        Tokens tokens = begin(page);

        String guest = tokens.claims().path("sub").asText();
        Json.MAPPER
                .readTree(Path.of("../contract/tokens/guest-token.json").toFile())
                .path("claims")
                .fieldNames()
                .forEachRemaining(
                        name -> assertThat(tokens.claims().has(name)).as(name).isTrue());
        assertThat(tokens.claims().path("guest").asBoolean()).isTrue();
        assertThat(tokens.permissions()).containsExactly("notes:read", "notes:write");
        assertThat(admin.members(GUESTS)).contains(guest);
        assertThat(admin.get("/users/" + guest + "/credentials")).isEmpty();
        assertThat(api(tokens).create("Milk").status()).isEqualTo(201);
        // The grant ends with the sign-in at the latest: nobody could take it back then.
        Instant until =
                Instant.ofEpochSecond(tokens.claims().path("grant_until").asLong());
        assertThat(until).isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(91)));
        assertThat(visitor.refresh(tokens).status()).isEqualTo(200);
    }

    /** For whoever reads no access token. */
    @Test
    void theIdTokenSaysSoToo() {
        IdentityPage page = visitor.authorize(BOTH, AS_A_GUEST);
        JsonNode answer = visitor.tryToRedeem(
                        visitor.decide(page, "allow", page.options()).answer("code"))
                .json();

        assertThat(Tokens.of(Json.MAPPER.createObjectNode().set("access_token", answer.path("id_token")))
                        .claims()
                        .path("guest")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aRealmThatRemembersNobodyTakesGuestsAsWell() {
        admin.changeRealm(realm -> realm.put("rememberMe", false));
        try {
            Tokens tokens = begin(visitor.authorize(BOTH, AS_A_GUEST));

            assertThat(visitor.refresh(tokens).status()).isEqualTo(200);
        } finally {
            admin.changeRealm(realm -> realm.put("rememberMe", true));
        }
    }

    @Test
    void whereNobodyMaySignUpNobodyBeginsAsAGuest() {
        admin.changeRealm(realm -> realm.put("registrationAllowed", false));
        try {
            assertThat(visitor.authorize(BOTH, AS_A_GUEST).asksForPassword()).isTrue();
        } finally {
            admin.changeRealm(realm -> realm.put("registrationAllowed", true));
        }
    }

    /** Nobody gets an admin's roles by one tap. */
    @Test
    void aGroupWithRolesTakesNobodyIn() {
        String roles = "/groups/" + admin.group(GUESTS) + "/role-mappings/realm";
        String role = "[" + admin.get("/roles/offline_access") + "]";
        assertThat(admin.send("POST", roles, role).statusCode()).isEqualTo(204);
        try {
            assertThat(visitor.authorize(BOTH, AS_A_GUEST).asksForPassword()).isTrue();
        } finally {
            assertThat(admin.send("DELETE", roles, role).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void whoAnswersInTwoTabsIsOnePerson() {
        IdentityPage one = visitor.authorize(BOTH, AS_A_GUEST);
        IdentityPage other = visitor.authorize(BOTH, AS_A_GUEST);
        IdentityPage no = visitor.authorize(BOTH, AS_A_GUEST);
        List<String> before = admin.members(GUESTS);

        Tokens first = begin(one);
        Tokens second = begin(other);

        assertThat(visitor.decide(no, "deny", List.of()).answer("error")).isEqualTo("access_denied");
        assertThat(second.claims().path("sub")).isEqualTo(first.claims().path("sub"));
        assertThat(admin.members(GUESTS)).hasSize(before.size() + 1);
    }

    @Test
    void whoAnswersTwiceAtOnceIsOnePerson() throws Exception {
        IdentityPage page = visitor.authorize(BOTH, AS_A_GUEST);
        List<String> before = admin.members(GUESTS);

        Callable<IdentityPage> answer = () -> visitor.decide(page, "allow", page.options());
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (Future<IdentityPage> end : both.invokeAll(List.of(answer, answer))) {
                end.get();
            }
        }

        assertThat(admin.members(GUESTS)).hasSize(before.size() + 1);
    }

    @Test
    void anAppThatTakesNoGuestsAnyMoreGetsNoTokens() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));

        assertThat(admin.send("PUT", "/clients/" + app.id(), """
                {"clientId": "%s", "attributes": {"vibe.guests": "false"}}
                """.formatted(app.clientId()))
                        .statusCode())
                .isEqualTo(204);

        assertThat(visitor.refresh(guest).json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(visitor.authorize(BOTH, AS_A_GUEST).answer("code")).isEmpty();
    }

    @Test
    void aGuestWhoIsDeletedDoesNotComeBack() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String email = "gone-" + UUID.randomUUID() + "@example.com";
        IdentityPage second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), email);
        assertThat(admin.deletePerson(person(guest))).isEqualTo(204);

        IdentityPage refused = visitor.choosePassword(second, PASSWORD);

        assertThat(refused.answer("code")).isEmpty();
        assertThat(admin.people(email)).isEmpty();
        assertThat(admin.status("/users/" + guest.claims().path("sub").asText()))
                .isEqualTo(404);
    }

    @Test
    void theBrowserRemembersThem() {
        com.microsoft.playwright.Page page = browser.window();
        page.navigate(visitor.authorization(BOTH, AS_A_GUEST));
        page.locator("input[name=permission]").uncheck();
        page.waitForRequest(request -> request.url().startsWith(app.redirectUri()), page.locator("#vibe-allow")::click);

        Cookie identity = page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("KEYCLOAK_IDENTITY"))
                .findFirst()
                .orElseThrow();
        assertThat(Instant.ofEpochSecond(
                        Objects.requireNonNull(identity.expires).longValue()))
                .isAfter(Instant.now().plus(Duration.ofDays(30)));
    }

    @Test
    void whoComesBackIsTheSame() {
        Tokens first = begin(visitor.authorize(BOTH, AS_A_GUEST));

        Tokens again = visitor.redeem(visitor.authorize(BOTH, AS_A_GUEST).answer("code"));
        Tokens otherwise = visitor.redeem(visitor.authorize(BOTH, Map.of()).answer("code"));

        assertThat(again.claims().path("sub")).isEqualTo(first.claims().path("sub"));
        assertThat(otherwise.claims().path("sub")).isEqualTo(first.claims().path("sub"));
        assertThat(otherwise.claims().path("guest").asBoolean()).isTrue();
    }

    @Test
    void aPushedRequestMaySayItToo() {
        Map<String, String> request = new HashMap<>(Map.of(
                "redirect_uri", app.redirectUri(), "response_type", "code", "scope", BOTH, "vibe_guest", "true"));
        request.put("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        request.put("code_challenge_method", "S256");
        IdentityPage page = visitor.authorizePushed(
                visitor.push(request).json().path("request_uri").asText());

        assertThat(page.body()).contains("You go on as a guest");
    }

    @Test
    void anAppThatTakesNoGuestsGetsTheUsualPage() {
        Visitor usual = admin.newApp("notes:read", "notes:write").visitor(stack);

        assertThat(usual.authorize(BOTH, AS_A_GUEST).asksForPassword()).isTrue();
        assertThat(visitor.authorize(BOTH, Map.of()).asksForPassword()).isTrue();
        assertThat(visitor.authorize(BOTH, Map.of("vibe_guest", "1")).asksForPassword())
                .isTrue();
    }

    @Test
    void whoSaysNoOrWantsAnAccountLeavesNothing() {
        List<String> before = admin.members(GUESTS);

        assertThat(visitor.decide(visitor.authorize(BOTH, AS_A_GUEST), "deny", List.of())
                        .answer("error"))
                .isEqualTo("access_denied");
        Visitor another = app.visitor(stack);
        assertThat(another.decide(another.authorize(BOTH, AS_A_GUEST), "switch", List.of())
                        .asksForPassword())
                .isTrue();
        Visitor silent = app.visitor(stack);
        assertThat(silent.authorize(BOTH, Map.of("vibe_guest", "true", "prompt", "none"))
                        .answer("error"))
                .isIn("login_required", "interaction_required");
        Visitor crafty = app.visitor(stack);
        IdentityPage page = crafty.authorize(BOTH, AS_A_GUEST);
        assertThat(crafty.decide(page, "allow", List.of("*:write")).answer("code"))
                .isEmpty();

        assertThat(admin.members(GUESTS)).isEqualTo(before);
    }
}
