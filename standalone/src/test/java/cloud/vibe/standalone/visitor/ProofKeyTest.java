package cloud.vibe.standalone.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.RepeatedTest;

final class ProofKeyTest {
    /** Many, for a coordinate begins with a zero byte once in 256 times. */
    @RepeatedTest(300)
    void itsHeaderHoldsTheKeyThatSignedIt() throws Exception {
        String proof = new ProofKey().proof("GET", "https://api.example.com/v1/documents", "a-token", "a-nonce");

        String[] parts = proof.split("\\.", -1);
        JsonNode header = Json.MAPPER.readTree(decode(parts[0]));
        JsonNode claims = Json.MAPPER.readTree(decode(parts[1]));
        assertThat(header.path("typ").asText()).isEqualTo("dpop+jwt");
        // SHA-256 of "a-token".
        assertThat(claims.path("ath").asText()).isEqualTo("H2B246R7od7QgCX_4G5XryF8FPlAfzP7pQ-ZsccBk4c");
        assertThat(claims.path("nonce").asText()).isEqualTo("a-nonce");
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key(header.path("jwk")));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(decode(parts[2]))).isTrue();
    }

    private static PublicKey key(JsonNode jwk) throws Exception {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(coordinate(jwk, "x"), coordinate(jwk, "y"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger coordinate(JsonNode jwk, String name) {
        byte[] bytes = decode(jwk.path(name).asText());
        assertThat(bytes).hasSize(32);
        return new BigInteger(1, bytes);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
