package cloud.vibe.data.trial;

import com.apicatalog.multibase.Multibase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A person's device with a key of its own, which says by plain Java what a proof is; so it does not share the API's mistakes. */
public final class Device {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final boolean isEd25519;
    private final KeyPair pair;

    public Device() {
        this(true);
    }

    public Device(boolean isEd25519) {
        this.isEd25519 = isEd25519;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(isEd25519 ? "Ed25519" : "EC");
            if (!isEd25519) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** https://w3c-ccg.github.io/did-key-spec/ */
    public String did() {
        byte[] key = isEd25519 ? x() : compressed();
        byte[] prefixed = new byte[key.length + 2];
        prefixed[0] = (byte) (isEd25519 ? 0xed : 0x80);
        prefixed[1] = (byte) (isEd25519 ? 0x01 : 0x24);
        System.arraycopy(key, 0, prefixed, 2, key.length);
        return "did:key:" + Multibase.BASE_58_BTC.encode(prefixed);
    }

    public Api.Answer link(Api api, TestApp app, String name) throws IOException, InterruptedException {
        return link(api, app, name, proof(api, app));
    }

    public static Api.Answer link(Api api, TestApp app, String name, String proof)
            throws IOException, InterruptedException {
        return api.send(
                app, "POST", "/v1/identities/me/keys", "{\"proof\":\"" + proof + "\",\"name\":\"" + name + "\"}");
    }

    /** With a challenge of the API's. */
    public String proof(Api api, TestApp app) throws IOException, InterruptedException {
        return proof(api, app, header -> {}, claims -> {});
    }

    /** The same, and what the test changes before it is signed. */
    public String proof(
            Api api, TestApp app, Consumer<Map<String, Object>> inHeader, Consumer<Map<String, Object>> inClaims)
            throws IOException, InterruptedException {
        JsonNode challenge =
                api.send(app, "POST", "/v1/identities/me/challenges", "").json();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", challenge.path("subject").asText());
        claims.put("aud", challenge.path("audience").asText());
        claims.put("nonce", challenge.path("challenge").asText());
        inClaims.accept(claims);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "vibe-key-link+jwt");
        header.put("alg", isEd25519 ? "EdDSA" : "ES256");
        header.put("jwk", jwk());
        inHeader.accept(header);
        String signed = encoded(header) + "." + encoded(claims);
        return signed + "." + BASE64.encodeToString(signature(signed));
    }

    /** The public key (RFC 7517, RFC 8037). */
    public Map<String, Object> jwk() {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", isEd25519 ? "OKP" : "EC");
        jwk.put("crv", isEd25519 ? "Ed25519" : "P-256");
        jwk.put("x", BASE64.encodeToString(x()));
        if (!isEd25519) {
            jwk.put(
                    "y",
                    BASE64.encodeToString(
                            bytes(((ECPublicKey) pair.getPublic()).getW().getAffineY())));
        }
        return jwk;
    }

    private byte[] signature(String text) {
        try {
            Signature signature = Signature.getInstance(isEd25519 ? "Ed25519" : "SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // RFC 8410 section 4: the key is what the SubjectPublicKeyInfo ends with.
    private byte[] x() {
        if (isEd25519) {
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        }
        return bytes(((ECPublicKey) pair.getPublic()).getW().getAffineX());
    }

    private byte[] compressed() {
        byte[] point = new byte[33];
        boolean isOdd = ((ECPublicKey) pair.getPublic()).getW().getAffineY().testBit(0);
        point[0] = (byte) (isOdd ? 3 : 2);
        System.arraycopy(x(), 0, point, 1, 32);
        return point;
    }

    private static byte[] bytes(BigInteger coordinate) {
        byte[] padded = new byte[32];
        byte[] bytes = coordinate.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return padded;
    }

    private static String encoded(Map<String, Object> json) {
        return BASE64.encodeToString(Contract.JSON.valueToTree(json).toString().getBytes(StandardCharsets.UTF_8));
    }
}
