package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signing in and out by the data API's own names, as far as it goes: it shows the way, and takes no credential. */
@ExtendWith({RunningCloud.class, Browser.class})
class AuthIT {
    private static final String SCOPE = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;
    private final Visitor visitor;
    private final Admin.Person person;

    AuthIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.visitor = new Visitor(stack.endpoints());
        this.person = new Admin(stack).newPerson();
    }

    @Test
    void anAppSignsInRefreshesAndSignsOut() throws Exception {
        JsonNode challenge = challenge();
        IdentityPage page = visitor.get(challenge.path("authorization_url").asText());
        page = visitor.logIn(page, person.email(), person.password());
        page = visitor.decide(page, "allow", page.options());
        assertThat(page.answer("state")).isEqualTo("a-state");
        assertThat(page.answer("iss")).isEqualTo(challenge.path("issuer").asText());

        Tokens first = visitor.redeem(page.answer("code"));
        Tokens tokens = Tokens.of(follow(
                "/auth/refresh",
                "grant_type=refresh_token&client_id=" + Endpoints.CLIENT_ID + "&refresh_token=" + first.refresh()));
        DataApi api = new DataApi(stack.endpoints().api(), tokens.access());
        assertThat(api.list().status()).isEqualTo(200);

        assertThat(new Rest(tokens.access()).delete(url("/auth/revoke")).status())
                .isEqualTo(204);

        assertThat(api.list().json().path("code").asText()).isEqualTo("signed_out");
        assertThat(visitor.refresh(tokens).json().path("error").asText()).isEqualTo("invalid_grant");
        // The person is still signed in, and what they allowed stands.
        eventually(this::silently, answer -> answer.status() == 200);
    }

    @Test
    void whatIsWrongIsSaidAsTheTokenEndpointSaysIt() throws Exception {
        JsonNode refused = follow("/auth/token", "grant_type=authorization_code&client_id=notes&code=forged");
        assertThat(refused.path("error").asText()).isEqualTo("invalid_grant");
    }

    /** A browser forgets on the way where the request came from, and Keycloak lets no such origin in: a page asks the endpoint itself. */
    @Test
    void aPageAsksTheTokenEndpointItself() {
        try (var page = browser.window()) {
            page.navigate(stack.endpoints().app());
            String ask =
                    "async (url) => { const body = new URLSearchParams({grant_type: 'refresh_token', client_id: 'notes',"
                            + " refresh_token: 'forged'}); try { return (await (await fetch(url, {method: 'POST', body})).json()).error }"
                            + " catch (refused) { return refused.name } }";

            assertThat(page.evaluate(ask, url("/v1/auth/refresh"))).isEqualTo("TypeError");
            assertThat(page.evaluate(ask, challenge().path("token_endpoint").asText()))
                    .isEqualTo("invalid_grant");
        }
    }

    private TokenAnswer silently() {
        IdentityPage page = visitor.authorize(SCOPE, Map.of("prompt", "none"));
        return new DataApi(
                        stack.endpoints().api(),
                        visitor.redeem(page.answer("code")).access())
                .list();
    }

    private JsonNode challenge() {
        ObjectNode request = Json.MAPPER.createObjectNode();
        String query = URI.create(visitor.authorization(SCOPE, Map.of())).getRawQuery();
        for (String pair : query.split("&", -1)) {
            String[] both = pair.split("=", 2);
            request.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        Rest.Answer answer = new Rest("").send("POST", url("/auth/challenge"), Map.of(), request.toString());
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    /** As a client that keeps to RFC 9110 section 15.4.8 does. */
    private JsonNode follow(String path, String form) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(url(path)))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.ofString());
            return Json.MAPPER.readTree(response.body());
        }
    }

    private String url(String path) {
        return stack.endpoints().api() + path;
    }
}
