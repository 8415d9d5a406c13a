package cloud.vibe.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proofs were made for the same change at the data API. */
final class HandedOnTest {
    private static final JsonNode CONTRACT = contract();

    private final HandedOn change = new HandedOn(
            URI.create(CONTRACT.path("api").asText()),
            CONTRACT.path("path").asText().substring("/v1".length()));

    private static JsonNode contract() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("../contract/tokens/proof-urls.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> same() {
        return texts("same");
    }

    private static Stream<String> other() {
        return texts("other");
    }

    private static Stream<String> texts(String name) {
        return StreamSupport.stream(CONTRACT.path(name).spliterator(), false).map(JsonNode::asText);
    }

    private static String proof(String payload) {
        return part("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"}") + "." + part(payload) + ".c2ln";
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("same")
    void theSameChangeIsTaken(String url) {
        assertThat(change.url(proof("{\"htu\":\"" + url + "\"}"))).contains(URI.create(url));
    }

    @Test
    void howItIsEscapedDoesNotMatter() {
        String escaped = "https://api.example/v1/grants/app/permissions/com.example.note%3Awrite";
        assertThat(change.url(proof("{\"htu\":\"" + escaped + "\"}"))).isPresent();
    }

    @ParameterizedTest
    @MethodSource("other")
    void anyOtherIsNot(String url) {
        assertThat(change.url(proof("{\"htu\":\"" + url + "\"}"))).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "x", "a.b.c", "..", "a.b.c, d.e.f"})
    void whatIsNoProofSaysNothing(String text) {
        assertThat(change.url(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"htu\":7}", "{\"htu\":null}", "{\"htu\":[]}", "[]", "null", "7", ""})
    void aProofWithoutAUrlSaysNothing(String payload) {
        assertThat(change.url(proof(payload))).isEmpty();
    }
}
