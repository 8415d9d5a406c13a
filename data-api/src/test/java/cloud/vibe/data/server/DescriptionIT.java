package cloud.vibe.data.server;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestCloud;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DescriptionIT {
    private final Api api = TestCloud.get().api();

    @Test
    void theDescriptionNamesWhoseTokensAreTaken() throws Exception {
        Api.Answer answer = ask("/v1/openapi.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json()
                        .at("/components/securitySchemes/token/openIdConnectUrl")
                        .asText())
                .isEqualTo(TestCloud.get().identity().issuer() + "/.well-known/openid-configuration");
        assertThat(answer.response().body()).doesNotContain("issuer.invalid");
        assertThat(ask("/openapi.json").json()).isEqualTo(answer.json());
    }

    @Test
    void whoHasItGetsNoBody() throws Exception {
        String tag = ask("/v1/openapi.json").header("ETag");

        Api.Answer again = api.send(api.request("/v1/openapi.json").header("If-None-Match", tag));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(again.response().body()).isEmpty();
    }

    @Test
    void whoTakesGzipGetsLess() throws Exception {
        Api.Answer packed =
                api.send(api.request("/v1/docs/swagger-ui-bundle.js").header("Accept-Encoding", "gzip, br"));

        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.response().headers().allValues("Vary").toString()).contains("Accept-Encoding");
        assertThat(packed.response().body().length())
                .isLessThan(
                        ask("/v1/docs/swagger-ui-bundle.js").response().body().length() / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/docs", "/v1/docs/page.js", "/v1/docs/page.css", "/v1/docs/swagger-ui.css"})
    void thePageIsOfOurOwnFilesOnly(String path) throws Exception {
        Api.Answer answer = ask(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .doesNotContain("unsafe", "http", "*");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        if (!path.endsWith(".css")) {
            assertThat(answer.response().body()).doesNotContain("://", "<style", "style=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/docs/nothing.js", "/v1/docs/page.html", "/v1/docs/..%2Fopenapi.json", "/v1/docs/a/b"})
    void whatIsNoFileOfThePageIsNotThere(String path) throws Exception {
        assertThat(ask(path).status()).isIn(400, 404);
    }

    private Api.Answer ask(String path) throws IOException, InterruptedException {
        return api.send(api.request(path));
    }
}
