package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no app can opt out of. */
@ExtendWith(RunningCloud.class)
class PolicyIT {
    private final RunningCloud.Stack stack;
    private final Admin admin;

    PolicyIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    /** An admin has switched it on, and Keycloak would take one token after the other without a look at the sign-in behind it. */
    @Test
    void noTokenIsExchangedForAnother() {
        Admin.Sibling server = admin.newSibling("", "notes:read");
        String uuid = admin.clientUuid(server.clientId());
        assertThat(admin.send(
                                "PUT",
                                "/clients/" + uuid,
                                "{\"clientId\": \"" + server.clientId()
                                        + "\", \"attributes\": {\"standard.token.exchange.enabled\": \"true\"}}")
                        .statusCode())
                .isEqualTo(204);
        Visitor asServer = new Visitor(stack.endpoints(), server.clientId(), "");
        String own = asServer.token(Map.of("grant_type", "client_credentials", "client_secret", server.secret()))
                .json()
                .path("access_token")
                .asText();
        assertThat(own).isNotEmpty();

        TokenAnswer refused = asServer.token(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "client_secret",
                server.secret(),
                "subject_token",
                own,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token"));

        assertThat(refused.json().path("error").asText()).isEqualTo("unauthorized_client");
        assertThat(refused.body()).contains("exchanges no tokens");
    }

    @Test
    void requestWithoutPkceOrWithThePlainMethodIsRefused() {
        Visitor visitor = new Visitor(stack.endpoints());
        assertRefused(visitor.authorize("openid", Map.of("code_challenge", "", "code_challenge_method", "")));
        assertRefused(visitor.authorize("openid", Map.of("code_challenge_method", "plain")));
    }

    @Test
    void appMadeByHandInTheConsoleIsHeldToPkceAndConsentAsWell() {
        String redirectUri = stack.endpoints().app() + "/careless";
        String clientId = admin.newCarelessApp(redirectUri);
        Visitor visitor = new Visitor(stack.endpoints(), clientId, redirectUri);
        assertRefused(visitor.authorize("openid", Map.of("code_challenge", "", "code_challenge_method", "")));
        assertThat(admin.get("/clients?clientId=" + clientId)
                        .path(0)
                        .path("consentRequired")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whatIsLoosenedLaterInTheConsoleStaysAsItWas() {
        String path = "/clients/"
                + admin.clientUuid(admin.newCarelessApp(stack.endpoints().app() + "/loosened"));

        admin.send("PUT", path, """
                {"implicitFlowEnabled": true, "directAccessGrantsEnabled": true, "consentRequired": false, "fullScopeAllowed": true,
                 "attributes": {"pkce.code.challenge.method": ""}}""");

        JsonNode app = admin.get(path);
        assertThat(app.path("implicitFlowEnabled").asBoolean()).isFalse();
        assertThat(app.path("directAccessGrantsEnabled").asBoolean()).isFalse();
        assertThat(app.path("consentRequired").asBoolean()).isTrue();
        assertThat(app.path("fullScopeAllowed").asBoolean()).isFalse();
        assertThat(app.at("/attributes/pkce.code.challenge.method").asText()).isEqualTo("S256");
        assertThat(admin.send("PUT", path, "{\"redirectUris\": [\"https://app.example/*\"]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(admin.get(path).path("redirectUris").toString()).doesNotContain("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "id_token", "code token", "id_token token"})
    void implicitAnswersAreRefused(String responseType) {
        Visitor visitor = new Visitor(stack.endpoints());
        assertRefused(visitor.authorize("openid", Map.of("response_type", responseType, "nonce", "n")));
    }

    @Test
    void passwordGrantIsRefused() {
        Visitor visitor = new Visitor(stack.endpoints());
        assertThat(visitor.token(Map.of(
                                "grant_type", "password",
                                "username", stack.email(0),
                                "password", stack.password(0)))
                        .status())
                .isIn(400, 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example/callback", "http://localhost:1/callback", "javascript:alert(1)"})
    void foreignRedirectUriIsRefusedOnTheIdentityOrigin(String redirectUri) {
        IdentityPage page = new Visitor(stack.endpoints()).authorize("openid", Map.of("redirect_uri", redirectUri));
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.location()).startsWith(stack.endpoints().identity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example/", "//evil.example/", "javascript:alert(1)"})
    void afterSigningOutNobodyIsSentToAForeignAddress(String address) {
        IdentityPage page = new Visitor(stack.endpoints())
                .get(stack.endpoints().issuer() + "/protocol/openid-connect/logout?client_id=" + Endpoints.CLIENT_ID
                        + "&post_logout_redirect_uri=" + URLEncoder.encode(address, StandardCharsets.UTF_8));
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.location()).startsWith(stack.endpoints().identity());
    }

    private static void assertRefused(IdentityPage page) {
        assertThat(page.asksForPassword()).isFalse();
        assertThat(page.location() + page.body()).contains("error");
        assertThat(page.answer("code")).isEmpty();
    }
}
