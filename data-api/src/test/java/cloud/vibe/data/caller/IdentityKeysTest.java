package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.trial.Hands;
import cloud.vibe.data.trial.TestIdentity;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IdentityKeysTest {
    private final TestIdentity identity = start();
    private final Hands clock = new Hands();
    private final IdentityKeys keys =
            new IdentityKeys(URI.create(identity.issuer() + "/protocol/openid-connect/certs"), clock);
    private final SignatureCheck signatures = new SignatureCheck(keys);

    @AfterEach
    void stop() {
        identity.stop();
    }

    @Test
    void keysAreFetchedOnceAndWhenATokenNamesAnotherButNotMoreOftenThanOnceASecond() {
        assertThat(identity.fetches()).isZero();
        for (int i = 0; i < 5; i++) {
            signatures.require(identity.sign("JWT", Map.of("sub", "x")));
        }
        assertThat(identity.fetches()).isEqualTo(1);

        var next = TestIdentity.newKey("second");
        String token = TestIdentity.sign(next, "JWT", Map.of("sub", "x"));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> signatures.require(token)).isInstanceOf(Problem.class);
        }
        assertThat(identity.fetches()).isEqualTo(1);

        identity.publish(next);
        clock.forward(Duration.ofSeconds(2));
        assertThat(signatures.require(token)).isNotNull();
        assertThat(identity.fetches()).isEqualTo(2);
    }

    @Test
    void knownKeysKeepTheirWorthWhileTheIdentitySideIsAway() {
        String token = identity.sign("JWT", Map.of("sub", "x"));
        signatures.require(token);
        identity.stop();
        clock.forward(Duration.ofHours(3));

        assertThat(signatures.require(token)).isNotNull();
    }

    @Test
    void withoutAnyKeysNobodyIsRefusedForGood() {
        identity.stop();
        String token = identity.sign("JWT", Map.of("sub", "x"));

        assertThatThrownBy(() -> signatures.require(token))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.UNAVAILABLE));
    }

    @Test
    void theOtherAlgorithmsOfTheListAreUnderstood() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        identity.publish(ec);
        JWSObject byEc = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), new Payload(Map.of("sub", "x")));
        byEc.sign(new ECDSASigner(ec));
        assertThat(signatures.require(byEc.serialize())).isNotNull();

        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        identity.publish(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                .keyID("ed")
                .build());
        clock.forward(Duration.ofSeconds(2));
        String input =
                Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}") + "." + Base64URL.encode("{\"sub\":\"x\"}");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        String byEd = input + "." + Base64URL.encode(signature.sign());
        assertThat(signatures.require(byEd)).isNotNull();
        assertThatThrownBy(() -> signatures.require(input + "." + Base64URL.encode(new byte[64])))
                .isInstanceOf(Problem.class);
    }

    private static TestIdentity start() {
        try {
            return new TestIdentity();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
