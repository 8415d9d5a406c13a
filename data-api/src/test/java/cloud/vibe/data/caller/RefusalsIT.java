package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestIdentity;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RefusalsIT {
    private static final Api API = TestCloud.get().api();
    private static final TestApp APP = TestCloud.get().app("notes:read", "notes:write");
    private static final TestIdentity IDENTITY = TestCloud.get().identity();

    record Forged(String name, String token) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Forged> tokensThatAreNotValid() throws Exception {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = APP.claims();
        String good = APP.token();
        String[] parts = good.split("\\.", -1);
        byte[] publicKey = IDENTITY.key().toPublicKey().getEncoded();
        RSAKey stranger = TestIdentity.newKey(IDENTITY.key().getKeyID());
        return Stream.of(
                new Forged("empty", ""),
                new Forged("nonsense", "nonsense"),
                new Forged("not a token in three parts", "a.b.c"),
                new Forged("without its signature", parts[0] + "." + parts[1] + "."),
                new Forged("alg none", encode("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + "."),
                new Forged("alg none with a signature", encode("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]),
                new Forged(
                        "signed by HS256 with the public key",
                        sign(new JWSHeader.Builder(JWSAlgorithm.HS256), claims, new MACSigner(publicKey))),
                new Forged("signed by a stranger under our key's id", TestIdentity.sign(stranger, "JWT", claims)),
                new Forged(
                        "signed by a stranger whose key is in the header",
                        sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(stranger.toPublicJWK()),
                                claims,
                                new RSASSASigner(stranger))),
                new Forged(
                        "of an algorithm that is not on the list",
                        sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS512)
                                        .keyID(IDENTITY.key().getKeyID()),
                                claims,
                                new RSASSASigner(IDENTITY.key()))),
                new Forged(
                        "with a critical header",
                        sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID(IDENTITY.key().getKeyID())
                                        .customParam("own", true)
                                        .criticalParams(java.util.Set.of("own")),
                                claims,
                                new RSASSASigner(IDENTITY.key()))),
                new Forged("with other claims under the same signature", tampered(parts)),
                with("expired", c -> c.put("exp", now - 60)),
                with("not valid yet", c -> c.put("nbf", now + 600)),
                with("without an end", c -> c.remove("exp")),
                with("of another issuer", c -> c.put("iss", "https://elsewhere.example/realms/vibe")),
                with("of another realm", c -> c.put("iss", c.get("iss") + "2")),
                with("for another audience", c -> c.put("aud", List.of("account"))),
                with("for nobody", c -> c.remove("aud")),
                with("an ID token", c -> c.put("typ", "ID")),
                with("a refresh token", c -> c.put("typ", "Refresh")),
                with("of no type", c -> c.remove("typ")),
                with("bound to a key that it does not name", c -> c.put("typ", "DPoP")),
                with("bound to a key", c -> c.put("cnf", Map.of("jkt", "of-a-key"))),
                with("bound to a certificate", c -> c.put("cnf", Map.of("x5t#S256", "of-a-certificate"))),
                with("bound to something that has no shape", c -> c.put("cnf", "of-a-key")),
                with("without a person", c -> c.remove("sub")),
                with("of a person with a wrong id", c -> c.put("sub", "7D3A9F52-0D1E-4C83-9F6E-2F4D5A6B7C8D")),
                with("without an app", c -> c.remove("azp")),
                with("without a grant", c -> c.remove("grant")),
                with("with a grant that is a number", c -> c.put("grant", 7)),
                with("with a version that is a text", c -> c.put("grant_version", "3")),
                with("with version zero", c -> c.put("grant_version", 0)),
                with("with an end of the grant that is a text", c -> c.put("grant_until", "never")),
                with("without permissions", c -> c.remove("permissions")),
                with("with permissions as one text", c -> c.put("permissions", "notes:read")),
                with("without a session", c -> c.remove("sid")),
                new Forged("an event and not an access token", IDENTITY.sign("secevent+jwt", claims)));
    }

    @ParameterizedTest
    @MethodSource("tokensThatAreNotValid")
    void aTokenThatIsNotValidIsRefused(Forged forged) throws Exception {
        Api.Answer answer = API.getWith(forged.token(), "/v1/documents?type=notes");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isIn("token_invalid", "token_missing");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void aValidTokenIsTaken() throws Exception {
        assertThat(API.get(APP, "/v1/documents?type=notes").status()).isEqualTo(200);
        String withoutEnd = APP.token(claims -> claims.remove("grant_until"));
        assertThat(API.getWith(withoutEnd, "/v1/documents?type=notes").status()).isEqualTo(200);
        String rfc9068 = IDENTITY.sign("at+jwt", APP.claims());
        assertThat(API.getWith(rfc9068, "/v1/documents?type=notes").status()).isEqualTo(200);
    }

    @Test
    void aPermissionThatCannotBeReadIsWorthNothingAndTheOthersCount() throws Exception {
        assertThat(API.create(APP, "mine").status()).isEqualTo(201);
        for (Object unreadable : List.of("notes:own", "a},{*:read", "com.1password.item:read", 7)) {
            String some = APP.token(claims -> claims.put("permissions", List.of(unreadable, "notes:read")));
            assertThat(API.getWith(some, "/v1/documents?type=notes").json().path("items"))
                    .isNotEmpty();
            String none = APP.token(claims -> claims.put("permissions", List.of(unreadable)));
            Api.Answer answer = API.getWith(none, "/v1/documents?type=notes");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("items")).isEmpty();
        }
    }

    @Test
    void noTokenAtAllIsToldApartFromABadOne() throws Exception {
        Api.Answer answer = API.getWith(null, "/v1/documents?type=notes");

        assertThat(answer.code()).isEqualTo("token_missing");
        // RFC 6750 section 3.1: no error code when the request carried no token.
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"vibe\"");
    }

    @Test
    void aTokenInTheAddressIsNoToken() throws Exception {
        Api.Answer answer = API.getWith(null, "/v1/documents?type=notes&access_token=" + APP.token());

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void everyEndpointRefusesWhoHasNoToken() throws Exception {
        String place = "/v1/documents/01997f6b-7c2e-7cc3-98c4-dc0c0c07398f";
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertThat(API.send(API.request(place)
                                    .header("Content-Type", "application/json")
                                    .method(method, java.net.http.HttpRequest.BodyPublishers.ofString("{}")))
                            .status())
                    .isEqualTo(401);
        }
        assertThat(API.send(API.request("/documents")
                                .header("Content-Type", "application/json")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aPageOfAForeignOriginCannotUseTheTokenButCanReadWhy() throws Exception {
        Api.Answer foreign =
                API.send(API.request(APP, "/v1/documents?type=notes").header("Origin", "https://evil.example"));
        Api.Answer own = API.send(API.request(APP, "/v1/documents?type=notes").header("Origin", TestApp.ORIGIN));

        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.code()).isEqualTo("origin_not_allowed");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEqualTo("https://evil.example");
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo(TestApp.ORIGIN);
        assertThat(own.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(own.header("Access-Control-Expose-Headers")).contains("ETag");
        assertThat(own.header("Vary")).contains("Origin");
    }

    @Test
    void aPreflightNeedsNoToken() throws Exception {
        Api.Answer answer = API.send(API.request("/v1/documents")
                .header("Origin", "https://anybody.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,if-match")
                .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://anybody.example");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization", "If-Match");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("PUT");
    }

    private static Forged with(String name, Consumer<Map<String, Object>> change) {
        return new Forged(name, APP.token(change));
    }

    private static String tampered(String[] parts) {
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return parts[0] + "." + encode(claims.replace("notes:read", "*:write")) + "." + parts[2];
    }

    private static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    private static String sign(JWSHeader.Builder header, Map<String, Object> claims, com.nimbusds.jose.JWSSigner signer)
            throws Exception {
        JWSObject jws =
                new JWSObject(header.type(JOSEObjectType.JWT).build(), new Payload(new LinkedHashMap<>(claims)));
        jws.sign(signer);
        return jws.serialize();
    }
}
