package cloud.vibe.standalone.visitor;

import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/** A key that an app's tokens are bound to, and the proofs that the app holds it (RFC 9449, section 4.2), signed by ES256. */
public final class ProofKey {
    private static final int COORDINATE_DIGITS = 64;

    private final PrivateKey secret;
    private final String header;

    public ProofKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            secret = pair.getPrivate();
            ECPublicKey open = (ECPublicKey) pair.getPublic();
            ObjectNode head =
                    Json.MAPPER.createObjectNode().put("typ", "dpop+jwt").put("alg", "ES256");
            head.putObject("jwk")
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", coordinate(open.getW().getAffineX()))
                    .put("y", coordinate(open.getW().getAffineY()));
            header = encode(head.toString());
        } catch (GeneralSecurityException e) {
            throw noSuch(e);
        }
    }

    /** For a request without a token, as that for one. */
    public String proof(String method, String url) {
        return signed(claims(method, url));
    }

    /** For a request with a token; an empty nonce is left out. */
    public String proof(String method, String url, String token, String nonce) {
        ObjectNode claims = claims(method, url).put("ath", encode(sha256(token)));
        if (!nonce.isEmpty()) {
            claims.put("nonce", nonce);
        }
        return signed(claims);
    }

    private static ObjectNode claims(String method, String url) {
        return Json.MAPPER
                .createObjectNode()
                .put("jti", UUID.randomUUID().toString())
                .put("htm", method)
                .put("htu", url)
                .put("iat", Instant.now().getEpochSecond());
    }

    private String signed(ObjectNode claims) {
        try {
            String content = header + "." + encode(claims.toString());
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(secret);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw noSuch(e);
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw noSuch(e);
        }
    }

    /** 32 bytes, whatever the number is (RFC 7518, section 6.2.1.2). */
    private static String coordinate(BigInteger number) {
        String digits = number.toString(16);
        return encode(HexFormat.of().parseHex("0".repeat(COORDINATE_DIGITS - digits.length()) + digits));
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static IllegalStateException noSuch(GeneralSecurityException e) {
        return new IllegalStateException("every Java has ES256", e);
    }
}
