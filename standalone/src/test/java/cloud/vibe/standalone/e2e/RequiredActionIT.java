package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No way around what a sign-in asks of a person, and none back to what has ended. */
@ExtendWith(RunningCloud.class)
class RequiredActionIT {
    private static final String BOTH = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Admin.Person person;
    private final Visitor visitor;

    RequiredActionIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.person = admin.newPerson();
        this.visitor = new Visitor(stack.endpoints());
    }

    @ParameterizedTest
    @ValueSource(strings = {BOTH, "openid email profile", "openid"})
    void keycloaksOwnConsentAddressDoesNotStandInForOurPage(String scope) {
        IdentityPage page = logIn(visitor, scope);
        assertThat(page.asksForConsent()).isTrue();
        assertNoWayRound(visitor, page);
        assertThat(visitor.authorize(scope, Map.of("prompt", "none")).answer("code"))
                .isEmpty();
        assertThat(admin.get("/users/" + person.id() + "/consents")).isEmpty();
    }

    @Test
    void personWhoAllowsOurPageGetsIn() {
        assertThat(visitor.signIn(person.email(), person.password(), BOTH).permissions())
                .containsExactlyInAnyOrder("notes:read", "notes:write");
    }

    @Test
    void appThatOnlySignsInGetsAGrantWithoutPermissionsAndAsksOnce() {
        String redirectUri = stack.endpoints().app() + "/sign-in-only";
        Visitor signInOnly = new Visitor(stack.endpoints(), admin.newCarelessApp(redirectUri), redirectUri);
        IdentityPage page = logIn(signInOnly, "openid");
        assertThat(page.asksForConsent()).isTrue();
        Tokens tokens =
                signInOnly.redeem(signInOnly.decide(page, "allow", List.of()).answer("code"));
        assertThat(tokens.claims().path("sub").asText()).isEqualTo(person.id());
        assertThat(tokens.permissions()).isEmpty();
        assertThat(signInOnly.refresh(tokens).status()).isEqualTo(200);
        assertThat(signInOnly.authorize("openid", Map.of()).answer("code")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONFIGURE_TOTP", "UPDATE_PASSWORD"})
    void consoleIsClosedUntilThePersonHasDoneWhatIsAsked(String action) {
        admin.requireOf(person, action);
        String redirectUri = stack.endpoints().issuer() + "/account/";
        Visitor console = new Visitor(stack.endpoints(), "account-console", redirectUri);
        assertNoWayRound(console, logIn(console, "openid"));
    }

    @Test
    void newPasswordIsSetAndTheSignInGoesOn() {
        admin.requireOf(person, "UPDATE_PASSWORD");
        IdentityPage page = logIn(visitor, BOTH);
        page = visitor.post(page.action(), "password-new=another-long-one&password-confirm=another-long-one");
        assertThat(page.asksForConsent()).isTrue();
        Tokens tokens =
                visitor.redeem(visitor.decide(page, "allow", page.options()).answer("code"));
        assertThat(visitor.refresh(tokens).status()).isEqualTo(200);
    }

    @Test
    void actionThatComesUpLaterEndsTheRefreshUntilItIsDone() {
        Tokens tokens = visitor.signIn(person.email(), person.password(), BOTH);
        admin.requireOf(person, "UPDATE_PASSWORD");
        assertInvalidGrant(visitor.refresh(tokens));
    }

    @Test
    void usedCodeIsAnInvalidGrantAndEndsWhatItGave() {
        IdentityPage page = logIn(visitor, BOTH);
        String code = visitor.decide(page, "allow", List.of()).answer("code");
        Tokens tokens = visitor.redeem(code);
        assertInvalidGrant(redeem(code));
        assertInvalidGrant(visitor.refresh(tokens));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "a.b.c", "", ".."})
    void unknownCodeIsAnInvalidGrant(String code) {
        assertInvalidGrant(redeem(code));
    }

    @Test
    void refreshTokenOfADisabledPersonDoesNotComeBackWithANewGrant() {
        Tokens before = visitor.signIn(person.email(), person.password(), BOTH);
        admin.enable(person, false);
        assertInvalidGrant(visitor.refresh(before));
        admin.enable(person, true);
        Visitor later = new Visitor(stack.endpoints());
        Tokens after = later.signIn(person.email(), person.password(), BOTH);
        assertInvalidGrant(visitor.refresh(before));
        assertThat(later.refresh(after).status()).isEqualTo(200);
    }

    @Test
    void refreshTokenOfADisabledAppDoesNotComeBackWithANewGrant() {
        String redirectUri = stack.endpoints().app() + "/disabled";
        String clientId = admin.newCarelessApp(redirectUri);
        Visitor app = new Visitor(stack.endpoints(), clientId, redirectUri);
        Tokens before = app.signIn(person.email(), person.password(), "openid email");
        admin.enableApp(clientId, false);
        assertThat(app.refresh(before).status()).isIn(400, 401);
        admin.enableApp(clientId, true);
        Visitor later = new Visitor(stack.endpoints(), clientId, redirectUri);
        Tokens after = later.signIn(person.email(), person.password(), "openid email");
        assertInvalidGrant(app.refresh(before));
        assertThat(later.refresh(after).status()).isEqualTo(200);
    }

    /** As a person with the password alone would try it: to end the sign-in at the address of Keycloak's own consent page. */
    private void assertNoWayRound(Visitor attacker, IdentityPage page) {
        assertThat(page.action()).contains("/login-actions/required-action?");
        String address = page.action().replace("/login-actions/required-action?", "/login-actions/consent?");
        IdentityPage end = attacker.post(address, "accept=");
        assertThat(end.answer("code")).isEmpty();
        assertThat(end.status()).isGreaterThanOrEqualTo(400);
    }

    private IdentityPage logIn(Visitor who, String scope) {
        return who.logIn(who.authorize(scope, Map.of()), person.email(), person.password());
    }

    private TokenAnswer redeem(String code) {
        return visitor.token(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                stack.endpoints().app() + "/callback",
                "code_verifier",
                "v".repeat(43)));
    }

    private static void assertInvalidGrant(TokenAnswer response) {
        assertThat(response.status()).as(response.body()).isEqualTo(400);
        JsonNode error = response.json().path("error");
        assertThat(error.asText()).isEqualTo("invalid_grant");
    }
}
