package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestIdentity;
import cloud.vibe.data.trial.TestKey;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EdDsaKeyUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proofs are taken, how often, and for which tokens. */
final class DpopIT extends DpopTrial {
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
}
