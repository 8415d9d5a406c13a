package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.Set;

/**
 * Whether the identity side has signed a token. The algorithm comes from a list of ours, never from the token alone, and the key from the
 * realm's keys, never from the header (RFC 8725 sections 3.1 and 3.10).
 */
final class SignatureCheck {
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);

    // RFC 8410 section 4: what stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo.
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final IdentityKeys keys;

    SignatureCheck(IdentityKeys keys) {
        this.keys = keys;
    }

    /**
     * Looks at the Authorization and Origin of a request.
     *
     * @throws Problem if the text is not a token that the identity side has signed
     */
    SignedJWT require(String token) {
        SignedJWT jwt = parse(token);
        JWSHeader header = jwt.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw Problem.tokenInvalid("Its algorithm is not one that we take.");
        }
        // RFC 7515 section 4.1.11: who does not understand a critical header must refuse; we understand none.
        if (header.getCriticalParams() != null) {
            throw Problem.tokenInvalid("It has critical headers that we do not know.");
        }
        for (JWK key : keys.candidates(header)) {
            if (isSignedBy(key, jwt)) {
                return jwt;
            }
        }
        throw Problem.tokenInvalid("Its signature is not one of this cloud's identity side.");
    }

    private static SignedJWT parse(String token) {
        try {
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw Problem.tokenInvalid("It is not a signed JWT.");
        }
    }

    /** Whether this key has made the signature; the algorithm must have been looked at before. */
    static boolean isSignedBy(JWK key, SignedJWT jwt) {
        try {
            return switch (key) {
                case RSAKey rsa -> jwt.verify(new RSASSAVerifier(rsa));
                case ECKey ec -> jwt.verify(new ECDSAVerifier(ec));
                case OctetKeyPair okp -> isEd25519(okp, jwt);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isEd25519(OctetKeyPair key, SignedJWT jwt) throws GeneralSecurityException {
        byte[] x = key.getDecodedX();
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey);
        signature.update(jwt.getSigningInput());
        return signature.verify(jwt.getSignature().decode());
    }
}
