package cloud.vibe.data.trial;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A key that an app holds, and the proofs that it makes with it (RFC 9449 section 4.2). */
public record TestKey(JWK key, JWSAlgorithm algorithm) {
    public static TestKey create() {
        try {
            return new TestKey(new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 7638. */
    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token of the app that is bound to this key, as Keycloak writes one. */
    public String tokenOf(TestApp app) {
        return tokenOf(app, claims -> {});
    }

    /** The same with other claims. */
    public String tokenOf(TestApp app, Consumer<Map<String, Object>> change) {
        return app.token(claims -> {
            claims.put("typ", "DPoP");
            claims.put("cnf", Map.of("jkt", thumbprint()));
            change.accept(claims);
        });
    }

    /** The claims of a proof that is right. */
    public static JWTClaimsSet.Builder claims(String method, String path, String token, String nonce) {
        return new JWTClaimsSet.Builder()
                .claim("htm", method)
                .claim("htu", TestCloud.API_URL + path)
                .claim("ath", hash(token))
                .claim("nonce", nonce)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(Instant.now()));
    }

    public String proof(String method, String path, String token, String nonce) {
        return proof(claims(method, path, token, nonce).build());
    }

    public String proof(JWTClaimsSet claims) {
        return proof(header().build(), claims);
    }

    public JWSHeader.Builder header() {
        return new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK());
    }

    /** Signed by this key, whatever the header says. */
    public String proof(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer());
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWSSigner signer() throws JOSEException {
        return switch (key) {
            case ECKey ec -> new ECDSASigner(ec);
            case RSAKey rsa -> new RSASSASigner(rsa);
            default -> throw new IllegalStateException("no such key in tests");
        };
    }

    public static String hash(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
            return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
