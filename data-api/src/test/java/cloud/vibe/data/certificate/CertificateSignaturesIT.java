package cloud.vibe.data.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose signature counts, who may show a certificate, and who can verify it. */
final class CertificateSignaturesIT extends CertificateTrial {
    @Test
    void onlyItsHolderRegistersIt() throws Exception {
        String id = api.create(issuer, "ours").id();
        Api.Answer issued = issueOn(id, "read");

        assertThat(register(other, jws(issued)).code()).isEqualTo("permission_missing");
        assertThat(register(issuer, jws(issued)).code()).isEqualTo("permission_missing");
        assertThat(register(holder.with("tasks:write"), jws(issued)).code()).isEqualTo("permission_missing");
        assertThat(api.get(other, "/v1/documents/" + id).status()).isEqualTo(404);
        assertThat(api.get(other, "/v1/certificates/" + issued.id()).code()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"altered", "another key", "none", "another type", "critical", "truncated", "no id", "nonsense"})
    void whatWeHaveNotSignedIsRefused(String how) throws Exception {
        String[] parts = jws(issueOn(api.create(issuer, "ours").id(), "read")).split("\\.", -1);
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = switch (how) {
            case "altered" -> parts[0] + "." + encode(claims.replace("read", "write")) + "." + parts[2];
            case "another key" -> signed(SigningKey.of(HexFormat.of().parseHex("03".repeat(32))), header, claims);
            case "none" -> encode("{\"alg\":\"none\",\"typ\":\"vibe-cert+jwt\"}") + "." + parts[1] + ".";
            case "another type" -> signed(ours(), header.replace("vibe-cert+jwt", "JWT"), claims);
            case "critical" -> signed(ours(), header.replace("{", "{\"crit\":[\"x\"],\"x\":1,"), claims);
            case "truncated" -> parts[0] + "." + parts[1] + "." + parts[2].substring(4);
            case "no id" -> signed(ours(), header, claims.replace("jti", "id"));
            default -> "a.b.c";
        };

        assertThat(register(holder, forged).code()).isEqualTo("certificate_invalid");
    }

    /** What was refused above was not refused for how these tests sign. */
    @Test
    void whatIsSignedInTheSameWayAndLeftAsItIsIsTaken() throws Exception {
        String[] parts = jws(issueOn(api.create(issuer, "ours").id(), "read")).split("\\.", -1);
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

        assertThat(register(holder, signed(ours(), header, claims)).status()).isEqualTo(200);
    }

    private static SigningKey ours() {
        return SigningKey.of(HexFormat.of().parseHex(TestCloud.CERTIFICATE_KEYS.substring(0, 64)));
    }

    private static String signed(SigningKey key, String header, String claims) {
        String input = encode(header) + "." + encode(claims);
        return input + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With another maker's library, which knows nothing but the published keys. */
    @Test
    void anybodyVerifiesItOffline() throws Exception {
        String document = api.create(issuer, "ours").id();
        Api.Answer issued = issueOn(document, "read");
        Api.Answer keys = api.send(api.request("/v1/certificates/keys"));
        assertThat(keys.header("Cache-Control")).contains("public");
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(
                new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA));
        signature.setCompactSerialization(jws(issued));
        signature.setKey(new JsonWebKeySet(keys.response().body())
                .getJsonWebKeys().stream()
                        .filter(key -> key.getKeyId().equals(signature.getKeyIdHeaderValue()))
                        .findFirst()
                        .orElseThrow()
                        .getKey());

        assertThat(signature.verifySignature()).isTrue();
        assertThat(signature.getHeader("typ")).isEqualTo("vibe-cert+jwt");
        JsonNode claims = cloud.vibe.data.trial.Contract.JSON.readTree(signature.getPayload());
        assertThat(claims.path("iss").asText()).endsWith(":people:" + issuer.person());
        assertThat(claims.path("sub").asText()).endsWith(":people:" + holder.person());
        assertThat(claims.path("jti").asText()).isEqualTo(issued.id());
        assertThat(claims.path("capability").toString())
                .isEqualTo("{\"type\":\"notes\",\"document\":\"" + document + "\",\"actions\":[\"read\"]}");
        assertThat(Instant.ofEpochSecond(claims.path("exp").asLong()))
                .isEqualTo(Instant.parse(issued.json().path("expiresAt").asText()));
        assertThat(keys.response().body()).doesNotContain("\"d\"");
    }
}
