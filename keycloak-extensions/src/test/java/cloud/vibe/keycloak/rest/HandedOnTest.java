package cloud.vibe.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proofs were made for the same change at the data API. */
final class HandedOnTest {
    private static final String PATH = "/grants/app/permissions/com.example.note:write";
    private final HandedOn request = new HandedOn(URI.create("https://api.example"), PATH);

    private static String proof(String payload) {
        return part("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"}") + "." + part(payload) + ".c2ln";
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example/v1" + PATH,
                "https://api.example" + PATH,
                "HTTPS://API.example:443/v1/grants/app/permissions/com.example.note%3Awrite",
                "https://api.example/v1" + PATH + "?x=1#y",
            })
    void theSameChangeIsTaken(String url) {
        assertThat(request.url(proof("{\"htu\":\"" + url + "\"}"))).contains(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/v1" + PATH,
                "https://api.example.evil.example/v1" + PATH,
                "https://evil@api.example/v1" + PATH,
                "http://api.example/v1" + PATH,
                "https://api.example:444/v1" + PATH,
                "https://api.example/v1/grants/app",
                "https://api.example/v1/grants/other/permissions/com.example.note:write",
                "https://api.example/v1/v1" + PATH,
                "https://api.example/v2" + PATH,
                "https://api.example/v1" + PATH + "/",
                "https://api.example//v1" + PATH,
                "https://api.example",
                PATH,
                "mailto:someone@api.example",
                "not a url",
                "",
            })
    void anyOtherIsNot(String url) {
        assertThat(request.url(proof("{\"htu\":\"" + url + "\"}"))).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "x", "a.b.c", "..", "a.b.c, d.e.f"})
    void whatIsNoProofSaysNothing(String text) {
        assertThat(request.url(text)).isEmpty();
    }

    @Test
    void aProofWithoutAUrlSaysNothing() {
        assertThat(request.url(proof("{}"))).isEmpty();
        assertThat(request.url(proof("{\"htu\":7}"))).isEmpty();
        assertThat(request.url(proof("[]"))).isEmpty();
        assertThat(request.url(proof("null"))).isEmpty();
    }
}
