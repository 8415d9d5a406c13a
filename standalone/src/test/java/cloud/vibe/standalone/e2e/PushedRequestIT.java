package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Visitor;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pushed authorization request (RFC 9126) is no way around what holds for any other. */
@ExtendWith(RunningCloud.class)
class PushedRequestIT {
    private static final String CHALLENGE = "a".repeat(43);
    private static final String SCOPE = "openid notes:read";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Visitor visitor;
    private final String redirectUri;

    PushedRequestIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
        this.redirectUri = stack.endpoints().app() + "/callback";
    }

    @Test
    void theConsentIsAskedFor() {
        Admin.Person person = admin.newPerson();
        String requestUri = push(Map.of()).json().path("request_uri").asText();
        // Until the answer the page can be loaded again.
        visitor.authorizePushed(requestUri);
        IdentityPage consent = visitor.logIn(visitor.authorizePushed(requestUri), person.email(), person.password());
        assertThat(consent.asksForConsent()).isTrue();
        assertThat(visitor.decide(consent, "allow", consent.options()).answer("code"))
                .isNotEmpty();
        requireNoCode(visitor.authorizePushed(requestUri));
        requireNoCode(new Visitor(stack.endpoints()).authorizePushed(requestUri));
    }

    @Test
    void norIsOneThatBeganWithASignUp() {
        String requestUri =
                push(Map.of("prompt", "create")).json().path("request_uri").asText();
        String email = java.util.UUID.randomUUID() + "@example.com";
        IdentityPage consent = visitor.signUp(visitor.authorizePushed(requestUri), email, "a-long-password-of-mine");
        assertThat(consent.asksForConsent()).isTrue();
        assertThat(visitor.decide(consent, "allow", consent.options()).answer("code"))
                .isNotEmpty();
        requireNoCode(visitor.authorizePushed(requestUri));
    }

    /** In two browsers, or two tabs of one, opened before either is answered. */
    @Test
    void ofTwoWhoOpenedItOneIsAnswered() {
        Admin.Person person = admin.newPerson();
        String requestUri = push(Map.of()).json().path("request_uri").asText();
        Visitor other = new Visitor(stack.endpoints());
        IdentityPage first = visitor.logIn(visitor.authorizePushed(requestUri), person.email(), person.password());
        IdentityPage second = other.logIn(other.authorizePushed(requestUri), person.email(), person.password());
        assertThat(visitor.decide(first, "allow", first.options()).answer("code"))
                .isNotEmpty();
        requireNoCode(other.decide(second, "allow", second.options()));
    }

    /** RFC 9126, section 7.3; in a browser that is signed in, where nothing is asked in between. */
    @ParameterizedTest
    @ValueSource(strings = {"", "none"})
    void aRequestIsGoodForOneCode(String prompt) {
        Admin.Person person = admin.newPerson();
        visitor.signIn(person.email(), person.password(), SCOPE);
        String requestUri =
                push(Map.of("prompt", prompt)).json().path("request_uri").asText();
        assertThat(visitor.authorizePushed(requestUri).answer("code")).isNotEmpty();
        requireNoCode(visitor.authorizePushed(requestUri));
        requireNoCode(new Visitor(stack.endpoints()).authorizePushed(requestUri));
    }

    /** OpenID Connect Core, section 6.2: what an app refers to on a server of its own is not Keycloak's to forget. */
    @Test
    void aReferenceToAnAppsOwnServerIsGoodAgain() throws IOException {
        Admin.Person person = admin.newPerson();
        Admin.App app = admin.newApp("notes:read", "notes:write");
        Visitor signedIn = app.visitor(stack);
        signedIn.signIn(person.email(), person.password(), SCOPE);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            byte[] unsigned = unsigned(app).getBytes(StandardCharsets.US_ASCII);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, unsigned.length);
                exchange.getResponseBody().write(unsigned);
                exchange.close();
            });
            server.start();
            String uri = "http://localhost:" + server.getAddress().getPort() + "/request";
            admin.setAttribute(app, "request.uris", uri);
            for (int i = 0; i < 2; i++) {
                assertThat(signedIn.authorize(SCOPE, Map.of("prompt", "none", "request_uri", uri))
                                .answer("code"))
                        .isNotEmpty();
            }
        } finally {
            server.stop(0);
        }
    }

    private String unsigned(Admin.App app) {
        return part("{\"alg\": \"none\"}") + "."
                + part("""
                {"iss": "%1$s", "aud": "%2$s", "client_id": "%1$s", "redirect_uri": "%3$s", "response_type": "code", "scope": "%4$s",
                 "prompt": "none", "state": "of-the-object", "code_challenge": "%5$s", "code_challenge_method": "S256"}
                """.formatted(app.clientId(), stack.endpoints().issuer(), app.redirectUri(), SCOPE, CHALLENGE))
                + ".";
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRequestOfAnotherClientIsRefused() {
        String other = admin.newStandardApp(redirectUri, redirectUri, false);
        String requestUri = push(Map.of()).json().path("request_uri").asText();
        assertThat(requestUri).isNotEmpty();

        requireNoCode(new Visitor(stack.endpoints(), other, redirectUri).authorizePushed(requestUri));
    }

    @Test
    void pkceCannotBeLeftOutOrWeakened() {
        requireRefused(Map.of("code_challenge", "", "code_challenge_method", ""));
        requireRefused(Map.of("code_challenge_method", "plain"));
        requireRefused(Map.of("code_challenge", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/callback",
                "javascript:alert(1)",
                "%s/callback/../evil",
                "%s/callback?more",
                "%s/callback#more",
                "%s/callbackx"
            })
    void anAddressThatIsNotRegisteredLetterByLetterIsRefused(String address) {
        String tried = address.formatted(stack.endpoints().app());

        assertThat(push(Map.of("redirect_uri", tried)).status()).isEqualTo(400);
        // Nor can the address be changed on the way.
        String requestUri = push(Map.of()).json().path("request_uri").asText();
        IdentityPage page = visitor.authorizePushed(requestUri, Map.of("redirect_uri", tried));
        assertThat(page.location()).startsWith(stack.endpoints().identity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "id_token", "code token"})
    void implicitAnswersCannotBePushed(String type) {
        requireRefused(Map.of("response_type", type, "nonce", "n"));
    }

    @Test
    void anAppCannotRegisterAPattern() {
        assertThat(admin.tryToRegister("https://client.example/*")).isEqualTo(400);
        assertThat(admin.tryToRegister("*")).isEqualTo(400);
        assertThat(admin.tryToRegister("https://client.example/callback")).isEqualTo(201);
    }

    /** Either the push is refused, or what comes of it. */
    private void requireRefused(Map<String, String> change) {
        TokenAnswer pushed = push(change);
        if (pushed.status() == 201) {
            requireNoCode(
                    visitor.authorizePushed(pushed.json().path("request_uri").asText()));
        } else {
            assertThat(pushed.status()).isIn(400, 401);
        }
    }

    private static void requireNoCode(IdentityPage page) {
        assertThat(page.asksForPassword()).isFalse();
        assertThat(page.asksForConsent()).isFalse();
        assertThat(page.answer("code")).isEmpty();
        assertThat(page.location() + page.body()).containsIgnoringCase("error");
    }

    private TokenAnswer push(Map<String, String> change) {
        Map<String, String> request = new HashMap<>(Map.of(
                "redirect_uri",
                redirectUri,
                "response_type",
                "code",
                "scope",
                SCOPE,
                "state",
                "a-state",
                "code_challenge",
                CHALLENGE,
                "code_challenge_method",
                "S256"));
        request.putAll(change);
        request.values().removeIf(String::isEmpty);
        return visitor.push(request);
    }
}
