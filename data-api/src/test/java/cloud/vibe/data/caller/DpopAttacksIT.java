package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestKey;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proofs that are not right, each in its own way. */
final class DpopAttacksIT extends DpopTrial {
    record Attack(String name, Function<String, String> proof, String code) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attack> attacks() throws Exception {
        Instant now = Instant.now();
        TestKey thief = TestKey.create();
        RSAKey rsa = new RSAKeyGenerator(2048).generate();
        byte[] secret = KEY.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                new Attack("of another key", nonce -> thief.proof(right(nonce)), "token_invalid"),
                new Attack(
                        "by another key under the right one's name",
                        nonce -> thief.proof(KEY.header().build(), right(nonce)),
                        INVALID),
                with("of another method", claims -> claims.claim("htm", "POST")),
                with("of a method in lower case", claims -> claims.claim("htm", "get")),
                with("of another token", claims -> claims.claim("ath", TestKey.hash(TOKEN + "x"))),
                with("of no token", claims -> claims.claim("ath", null)),
                with("of no method", claims -> claims.claim("htm", null)),
                with("of no URL", claims -> claims.claim("htu", null)),
                with("without an id", claims -> claims.jwtID(null)),
                with("with an empty id", claims -> claims.jwtID("")),
                with("without a time", claims -> claims.issueTime(null)),
                with("with a time that is a text", claims -> claims.claim("iat", "now")),
                with("stale", claims -> claims.issueTime(Date.from(now.minus(Duration.ofMinutes(6))))),
                with("from the future", claims -> claims.issueTime(Date.from(now.plus(Duration.ofMinutes(60))))),
                new Attack(
                        "with a nonce of another make",
                        nonce -> KEY.proof(
                                TestKey.claims("GET", PATH, TOKEN, nonce + "A").build()),
                        "dpop_nonce_required"),
                new Attack(
                        "of another type",
                        nonce -> KEY.proof(KEY.header().type(JOSEObjectType.JWT).build(), right(nonce)),
                        INVALID),
                new Attack(
                        "of no type", nonce -> KEY.proof(KEY.header().type(null).build(), right(nonce)), INVALID),
                new Attack(
                        "without its key",
                        nonce -> KEY.proof(KEY.header().jwk(null).build(), right(nonce)),
                        INVALID),
                new Attack(
                        "with a critical header",
                        nonce -> KEY.proof(
                                KEY.header()
                                        .customParam("own", true)
                                        .criticalParams(Set.of("own"))
                                        .build(),
                                right(nonce)),
                        INVALID),
                new Attack("with its private key", nonce -> spliced("\"d\":\"AAAA\",", nonce), INVALID),
                new Attack(
                        "alg none",
                        nonce -> encode("{\"alg\":\"none\",\"typ\":\"dpop+jwt\",\"jwk\":" + publicKey() + "}") + "."
                                + encode(right(nonce).toString()) + ".",
                        INVALID),
                new Attack("HS256 by the public key", nonce -> mac(secret, nonce), INVALID),
                new Attack(
                        "of an algorithm that is not on the list",
                        nonce -> new TestKey(rsa, JWSAlgorithm.RS512).proof(right(nonce)),
                        INVALID),
                new Attack(
                        "of a costly RSA key",
                        nonce -> new TestKey(costly(), JWSAlgorithm.RS256).proof(right(nonce)),
                        INVALID),
                new Attack(
                        "nested deeply",
                        nonce -> encode("{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":" + "[".repeat(1_500)) + "."
                                + encode(right(nonce).toString()) + ".AAAA",
                        INVALID),
                new Attack("longer than any", nonce -> KEY.proof(right(nonce)) + "A".repeat(5_000), INVALID),
                new Attack("empty", nonce -> "", INVALID),
                new Attack("nonsense", nonce -> "a.b.c", INVALID),
                new Attack("two in one", nonce -> KEY.proof(right(nonce)) + "," + KEY.proof(right(nonce)), INVALID),
                new Attack("the token itself", nonce -> TOKEN, INVALID));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void aProofThatIsNotRightIsRefused(Attack attack) throws Exception {
        Api.Answer answer = list(TOKEN, attack.proof().apply(nonce()));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo(attack.code());
        assertThat(answer.response().headers().allValues("WWW-Authenticate"))
                .last()
                .asString()
                .startsWith("DPoP realm=\"vibe\", algs=\"ES256 PS256 RS256 EdDSA Ed25519\", error=\"");
        // What was wrong has cost nobody anything: the next right one is taken.
        assertThat(list(TOKEN, KEY.proof(right(nonce()))).status()).isEqualTo(200);
    }

    @Test
    void aHeaderThatIsHugeIsRefusedBeforeAnybodyReadsIt() throws Exception {
        assertThat(list(TOKEN, "A".repeat(20_000)).status()).isEqualTo(431);
    }

    @Test
    void twoHeadersAreRefused() throws Exception {
        Api.Answer answer =
                API.send(bound(QUERY, TOKEN, KEY.proof(right(nonce()))).header("DPoP", KEY.proof(right(nonce()))));

        assertThat(answer.code()).isEqualTo(INVALID);
        assertThat(API.send(API.request(QUERY).header("Authorization", "DPoP " + TOKEN))
                        .code())
                .isEqualTo(INVALID);
    }

    private static Attack with(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        return new Attack(
                name,
                nonce -> KEY.proof(
                        change.apply(TestKey.claims("GET", PATH, TOKEN, nonce)).build()),
                INVALID);
    }

    private static String publicKey() {
        return KEY.key().toPublicJWK().toJSONString();
    }

    /** A right proof, but for what is written into its key. */
    private static String spliced(String member, String nonce) {
        String header = "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":"
                + publicKey().replaceFirst("\\{", "{" + member) + "}";
        String[] parts = KEY.proof(right(nonce)).split("\\.", -1);
        return encode(header) + "." + parts[1] + "." + parts[2];
    }

    private static String mac(byte[] secret, String nonce) {
        try {
            JWSObject jws = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .type(new JOSEObjectType("dpop+jwt"))
                            .jwk(KEY.key().toPublicJWK())
                            .build(),
                    new Payload(right(nonce).toJSONObject()));
            jws.sign(new MACSigner(secret));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its exponent is as long as can be. */
    private static RSAKey costly() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(
                    2048, BigInteger.ONE.shiftLeft(60).nextProbablePrime()));
            var pair = generator.generateKeyPair();
            return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                    .privateKey((RSAPrivateKey) pair.getPrivate())
                    .keyID(UUID.randomUUID().toString())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return Base64URL.encode(text).toString();
    }
}
