package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestIdentity;
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
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EdDsaKeyUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are bound to a key, and the proofs that come with them. */
final class DpopIT {
    private static final Api API = TestCloud.get().api();
    private static final TestApp APP = TestCloud.get().app("notes:read", "notes:write");
    private static final TestKey KEY = TestKey.create();
    private static final String TOKEN = KEY.tokenOf(APP);
    private static final String PATH = "/v1/documents";
    private static final String QUERY = PATH + "?type=notes";
    private static final String INVALID = "dpop_proof_invalid";

    @Test
    void aTokenWithAProofIsTakenAfterANonceWasGiven() throws Exception {
        Api.Answer first = list(TOKEN, KEY.proof("GET", PATH, TOKEN, "of-nobody"));

        assertThat(first.status()).isEqualTo(401);
        assertThat(first.code()).isEqualTo("dpop_nonce_required");
        assertThat(first.header("WWW-Authenticate"))
                .startsWith("DPoP ")
                .contains("error=\"use_dpop_nonce\"", "algs=\"ES256 ");
        String nonce = first.header("DPoP-Nonce");
        assertThat(nonce).isNotEmpty();

        Api.Answer second = list(TOKEN, KEY.proof("GET", PATH, TOKEN, nonce));

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("DPoP-Nonce")).isNotEmpty();
    }

    @Test
    void aProofWithoutAnyNonceIsAskedForOne() throws Exception {
        JWTClaimsSet claims = claims(builder -> builder.claim("nonce", null));

        assertThat(list(TOKEN, KEY.proof(claims)).code()).isEqualTo("dpop_nonce_required");
    }

    @Test
    void everyMethodTakesAProofOfItsOwn() throws Exception {
        Api.Answer created = send("POST", PATH, "{\"type\":\"notes\",\"data\":{\"title\":\"bound\"}}");
        assertThat(created.status()).isEqualTo(201);
        String place = PATH + "/" + created.id();

        assertThat(send("GET", place, "").status()).isEqualTo(200);
        assertThat(send("HEAD", place, "").status()).isEqualTo(200);
        assertThat(send("PUT", place, "{\"data\":{\"title\":\"again\"}}").status())
                .isEqualTo(200);
        assertThat(send("DELETE", place, "").status()).isEqualTo(204);
        // Without its version it is the same resource.
        assertThat(send("GET", "/documents?type=notes", "").status()).isEqualTo(200);
    }

    /** The ways in which one URL can be written (RFC 3986 section 6.2). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example/v1/documents",
                "HTTPS://API.EXAMPLE/v1/documents",
                "https://api.example:443/v1/documents",
                "https://api.example/documents",
                "https://api.example/v1/documents?type=other#here"
            })
    void aUrlIsTheSameHoweverItIsWritten(String url) throws Exception {
        assertThat(list(TOKEN, KEY.proof(claims(builder -> builder.claim("htu", url))))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example/v1/documents/",
                "https://api.example/v1/types",
                "https://api.example",
                "https://api.example/v1/v1/documents",
                "http://api.example/v1/documents",
                "https://api.example:8443/v1/documents",
                "https://api.example.evil.example/v1/documents",
                "https://evil.example/v1/documents",
                "https://api.example@evil.example/v1/documents",
                "https://me@api.example/v1/documents",
                "/v1/documents",
                "urn:api.example:v1",
                "https://api.example/v1/%zz",
                "not a URL"
            })
    void aProofOfAnotherUrlIsRefused(String url) throws Exception {
        assertThat(list(TOKEN, KEY.proof(claims(builder -> builder.claim("htu", url))))
                        .code())
                .isEqualTo(INVALID);
    }

    /** Where the request says it came is of no concern: who shows a stolen proof writes what fits it. */
    @Test
    void aProofOfAnotherHostIsNotHelpedByTheRequestsHeaders() throws Exception {
        String proof = KEY.proof(claims(builder -> builder.claim("htu", "https://evil.example/v1/documents")));

        Api.Answer answer = API.send(bound(QUERY, TOKEN, proof)
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Proto", "https")
                .header("Forwarded", "host=evil.example;proto=https"));

        assertThat(answer.code()).isEqualTo(INVALID);
    }

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
    void aProofIsGoodOnce() throws Exception {
        String proof = KEY.proof(right(nonce()));

        assertThat(list(TOKEN, proof).status()).isEqualTo(200);
        Api.Answer again = list(TOKEN, proof);

        assertThat(again.code()).isEqualTo(INVALID);
        assertThat(again.header("WWW-Authenticate")).contains("error=\"invalid_dpop_proof\"");
        // The same id in another proof of the same key is the same proof; of another key it is another.
        String id = SignedJWT.parse(proof).getJWTClaimsSet().getJWTID();
        assertThat(list(TOKEN, KEY.proof(claims(builder -> builder.jwtID(id)))).code())
                .isEqualTo(INVALID);
        TestKey other = TestKey.create();
        String token = other.tokenOf(APP);
        assertThat(list(
                                token,
                                other.proof(TestKey.claims("GET", PATH, token, nonce())
                                        .jwtID(id)
                                        .build()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ofManyWhoShowAProofAtOnceOneIsTaken() throws Exception {
        String proof = KEY.proof(right(nonce()));
        List<CompletableFuture<Integer>> answers = Stream.generate(() -> 0)
                .limit(16)
                .map(i -> CompletableFuture.supplyAsync(() -> status(proof)))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join))
                .filteredOn(status -> status == 200)
                .hasSize(1);
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

    @Test
    void aBoundTokenIsNoBearerTokenAndABearerTokenIsNotBound() throws Exception {
        Api.Answer downgraded = API.send(API.request(QUERY)
                .header("Authorization", "Bearer " + TOKEN)
                .header("DPoP", KEY.proof(right(nonce()))));
        assertThat(downgraded.code()).isEqualTo("token_invalid");
        assertThat(downgraded.response().headers().allValues("WWW-Authenticate"))
                .hasSize(2)
                .anyMatch(challenge -> challenge.startsWith("Bearer") && challenge.contains("invalid_token"))
                .anyMatch(challenge -> challenge.startsWith("DPoP") && challenge.contains("invalid_token"));

        String bearer = APP.token();
        assertThat(list(bearer, KEY.proof("GET", PATH, bearer, nonce())).code()).isEqualTo("token_invalid");
    }

    @Test
    void aTokenThatIsBoundWithoutSayingItsKindIsBoundAllTheSame() throws Exception {
        String token = KEY.tokenOf(APP, claims -> claims.put("typ", "Bearer"));

        assertThat(API.getWith(token, QUERY).code()).isEqualTo("token_invalid");
        assertThat(list(token, KEY.proof("GET", PATH, token, nonce())).status()).isEqualTo(200);
    }

    /** The token is kept, once it was verified; the proof is not. */
    @Test
    void aTokenThatIsKnownStillNeedsItsProof() throws Exception {
        assertThat(list(TOKEN, KEY.proof(right(nonce()))).status()).isEqualTo(200);

        assertThat(list(TOKEN, TestKey.create().proof(right(nonce()))).code()).isEqualTo("token_invalid");
    }

    @Test
    void whatElseIsRefusedIsSaidToThisSchemeToo() throws Exception {
        String expired = KEY.tokenOf(APP, claims -> claims.put("exp", 1_000));
        Api.Answer answer = list(expired, KEY.proof("GET", PATH, expired, nonce()));
        assertThat(answer.code()).isEqualTo("token_invalid");
        Api.Answer foreign =
                API.send(bound(QUERY, TOKEN, KEY.proof(right(nonce()))).header("Origin", "https://evil.example"));
        assertThat(foreign.code()).isEqualTo("origin_not_allowed");
    }

    @Test
    void appsForThemselvesMayBindTheirTokensToo() throws Exception {
        String own = APP.ownToken("notes:read");
        JWTClaimsSet unbound = SignedJWT.parse(own).getJWTClaimsSet();
        Map<String, Object> claims = new LinkedHashMap<>(unbound.toJSONObject());
        claims.put("typ", "DPoP");
        claims.put("cnf", Map.of("jkt", KEY.thumbprint()));
        String token = TestIdentity.sign(TestCloud.get().identity().key(), "JWT", claims);

        assertThat(API.getWith(token, QUERY).code()).isEqualTo("token_invalid");
        assertThat(list(token, KEY.proof("GET", PATH, token, nonce())).status()).isEqualTo(200);
    }

    static Stream<TestKey> keys() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).generate();
        return Stream.of(new TestKey(rsa, JWSAlgorithm.RS256), new TestKey(rsa, JWSAlgorithm.PS256), TestKey.create());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void keysOfEveryAlgorithmAreTaken(TestKey key) throws Exception {
        String token = key.tokenOf(APP);

        assertThat(list(token, key.proof("GET", PATH, token, nonce())).status()).isEqualTo(200);
    }

    /** Made by another maker's library. */
    @Test
    void anEd25519KeyIsTaken() throws Exception {
        OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(EdDsaKeyUtil.ED25519);
        String thumbprint = key.calculateBase64urlEncodedThumbprint("SHA-256");
        String token = KEY.tokenOf(APP, claims -> claims.put("cnf", Map.of("jkt", thumbprint)));
        JsonWebSignature proof = new JsonWebSignature();
        proof.setPayload(TestKey.claims("GET", PATH, token, nonce()).build().toString());
        proof.setHeader("typ", "dpop+jwt");
        proof.setJwkHeader(key);
        proof.setAlgorithmHeaderValue("EdDSA");
        proof.setKey(key.getPrivateKey());

        assertThat(list(token, proof.getCompactSerialization()).status()).isEqualTo(200);
    }

    @Test
    void aPageMaySendProofsAndReadNonces() throws Exception {
        Api.Answer preflight = API.send(API.request(PATH)
                .header("Origin", TestApp.ORIGIN)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization,dpop")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("DPoP");

        Api.Answer asked =
                API.send(bound(QUERY, TOKEN, KEY.proof("GET", PATH, TOKEN, "")).header("Origin", TestApp.ORIGIN));
        assertThat(asked.header("Access-Control-Expose-Headers")).contains("DPoP-Nonce", "WWW-Authenticate");
    }

    private static Attack with(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        return new Attack(
                name,
                nonce -> KEY.proof(
                        change.apply(TestKey.claims("GET", PATH, TOKEN, nonce)).build()),
                INVALID);
    }

    private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(TestKey.claims("GET", PATH, TOKEN, nonce())).build();
    }

    private static JWTClaimsSet right(String nonce) {
        return TestKey.claims("GET", PATH, TOKEN, nonce).build();
    }

    private static String nonce() {
        try {
            return list(TOKEN, KEY.proof("GET", PATH, TOKEN, "of-nobody")).header("DPoP-Nonce");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(String proof) {
        try {
            return list(TOKEN, proof).status();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Api.Answer list(String token, String proof) throws Exception {
        return API.send(bound(QUERY, token, proof));
    }

    private static Api.Answer send(String method, String path, String json) throws Exception {
        HttpRequest.Builder request = bound(path, TOKEN, KEY.proof(method, path, TOKEN, nonce()))
                .method(method, BodyPublishers.ofString(json));
        return API.send(json.isEmpty() ? request : request.header("Content-Type", "application/json"));
    }

    private static HttpRequest.Builder bound(String path, String token, String proof) {
        return API.request(path).header("Authorization", "DPoP " + token).header("DPoP", proof);
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
