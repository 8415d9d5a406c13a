package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody borrows a click: no page on which somebody decides something is shown inside another. */
@ExtendWith(RunningCloud.class)
class FramesIT {
    private static final String AUTHORIZE = "/protocol/openid-connect/auth?client_id=" + Endpoints.CLIENT_ID
            + "&response_type=code&scope=openid&code_challenge_method=S256&code_challenge=" + "a".repeat(43)
            + "&redirect_uri=";

    private final RunningCloud.Stack stack;

    FramesIT(RunningCloud.Stack stack) {
        this.stack = stack;
    }

    @Test
    void aSignInIsShownInNoFrame() throws Exception {
        HttpResponse<String> page = realmPage(AUTHORIZE + stack.endpoints().app() + "/callback");
        assertThat(page.statusCode()).isEqualTo(200);
        assertUnframed(page);
        HttpResponse<String> refusal = realmPage(AUTHORIZE + "http://evil.example/");
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertUnframed(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/account/",
                "/protocol/openid-connect/logout",
                "/login-actions/authenticate",
                "/login-actions/required-action?execution=VIBE_CONSENT"
            })
    void noOtherPageIs(String path) throws Exception {
        assertUnframed(realmPage(path));
    }

    @Test
    void theConsoleOfAdminsIsShownInNone() throws Exception {
        assertUnframed(page(stack.endpoints().identity() + "/admin/vibe/console/"));
    }

    /** By these an app's page, and Keycloak's own consoles, see whether somebody is still signed in. They show nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/protocol/openid-connect/login-status-iframe.html",
                "/protocol/openid-connect/3p-cookies/step1.html",
                "/protocol/openid-connect/3p-cookies/step2.html"
            })
    void whatKeycloakMakesForFramesIsShownInThem(String path) throws Exception {
        HttpResponse<String> page = realmPage(path);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .doesNotContain("frame-ancestors");
    }

    private static void assertUnframed(HttpResponse<String> page) {
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-ancestors 'none'");
        assertThat(page.headers().allValues("X-Frame-Options")).containsExactly("DENY");
    }

    private HttpResponse<String> realmPage(String path) throws Exception {
        return page(stack.endpoints().issuer() + path);
    }

    private static HttpResponse<String> page(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
