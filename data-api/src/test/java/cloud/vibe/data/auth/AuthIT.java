package cloud.vibe.data.auth;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to the identity side, by the names below /auth. */
final class AuthIT {
    private final Api api = TestCloud.get().api();
    private final String issuer = TestCloud.get().identity().issuer();
    private final ObjectNode request =
            Contract.read("auth/authorization-request.json").deepCopy();

    private Api.Answer challenge(String body) throws Exception {
        return api.send(api.request("/auth/challenge")
                .header("Content-Type", "application/json")
                .header("Origin", "https://notes.example")
                .POST(BodyPublishers.ofString(body)));
    }

    private static Map<String, String> parameters(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : URI.create(url).getRawQuery().split("&", -1)) {
            String[] both = pair.split("=", 2);
            String other = parameters.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
            assertThat(other).isNull();
        }
        return parameters;
    }

    @Test
    void theWholeRequestIsMade() throws Exception {
        Api.Answer answer = challenge(request.toString());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://notes.example");
        JsonNode json = answer.json();
        String url = json.path("authorization_url").asText();
        assertThat(url).startsWith(issuer + "/protocol/openid-connect/auth?");
        assertThat(parameters(url))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "response_type", "code",
                        "client_id", "notes",
                        "redirect_uri", "https://notes.example/callback",
                        "scope", "openid notes:read notes:write",
                        "code_challenge", request.path("code_challenge").asText(),
                        "code_challenge_method", "S256",
                        "state", "af0ifjsldkj"));
        assertThat(json.at("/rungs/0/url").asText()).isEqualTo(url);
        assertThat(json.path("issuer").asText()).isEqualTo(issuer);
        assertThat(json.path("token_endpoint").asText()).isEqualTo(issuer + "/protocol/openid-connect/token");
        assertThat(json.path("revocation_endpoint").asText()).isEqualTo(issuer + "/protocol/openid-connect/revoke");
    }

    @Test
    void whatIsNotSaidIsFilledIn() throws Exception {
        request.remove("scope");
        request.remove("state");
        request.remove("code_challenge_method");

        String url =
                challenge(request.toString()).json().path("authorization_url").asText();

        assertThat(parameters(url))
                .containsEntry("scope", "openid")
                .containsEntry("code_challenge_method", "S256")
                .doesNotContainKey("state");
    }

    @Test
    void whoMayBeginWithoutAnAccountIsAskedAsAGuest() throws Exception {
        request.put("vibe_guest", "true");

        String url =
                challenge(request.toString()).json().path("authorization_url").asText();

        assertThat(parameters(url)).containsEntry("vibe_guest", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&client_id=other", "%26x%3D1", "a b+c", "{state}", "#fragment", "'\"<>\\\\"})
    void nothingThatIsSentBecomesAnotherParameter(String state) throws Exception {
        request.put("state", state);

        String url =
                challenge(request.toString()).json().path("authorization_url").asText();

        assertThat(parameters(url)).containsEntry("state", state).containsEntry("client_id", "notes");
        assertThat(URI.create(url).getRawFragment()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "client_id, ",
        "client_id, a\u0007b",
        "redirect_uri, ",
        "redirect_uri, /callback",
        "redirect_uri, https://notes.example/#x",
        "redirect_uri, https://notes example/",
        "code_challenge, ",
        "code_challenge, short",
        "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw=cM",
        "code_challenge_method, plain",
        "response_type, token",
        "scope, b\u00fccher:read",
        "client_secret, secret",
        "code_verifier, dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "request_uri, https://evil.example/request",
        "response_mode, fragment",
        "vibe_guest, yes",
    })
    void whatTheIdentitySideWouldRefuseIsRefused(String name, String value) throws Exception {
        request.put(name, value);

        Api.Answer answer = challenge(request.toString());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
        assertThat(answer.json().path("error_description").asText()).isNotEmpty();
        assertThat(answer.response().body()).doesNotContain("secret\"", "dBjftJeZ4CVP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"client_id\":7}", "{\"client_id\":\"a\",\"client_id\":\"b\"}"})
    void whatIsNoRequestIsRefusedInTheWordsOfOAuth(String body) throws Exception {
        Api.Answer answer = challenge(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/token", "/v1/auth/token", "/auth/refresh", "/v1/auth/refresh"})
    void aCredentialIsSentOnUnread(String path) throws Exception {
        Api.Answer answer = api.send(api.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=refresh_token&refresh_token=secret&client_id=notes")));

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("Location")).isEqualTo(issuer + "/protocol/openid-connect/token");
        assertThat(answer.response().body()).isEmpty();
    }

    /** A link would bring codes into histories and logs. */
    @ParameterizedTest
    @ValueSource(strings = {"/auth/token", "/auth/refresh", "/auth/challenge"})
    void nothingGoesOnByALink(String path) throws Exception {
        assertThat(api.send(api.request(path + "?code=secret")).status()).isEqualTo(405);
    }
}
