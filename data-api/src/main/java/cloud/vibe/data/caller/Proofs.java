package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a proof shows that who sends a token holds the key that it is bound to, for this request and for once (RFC 9449 section
 * 4.3). What costs little is looked at first, the signature when all the rest is right, and only a proof that is right is remembered.
 */
public final class Proofs {
    /** Asymmetric ones, as the RFC demands; the first is what most clients use. */
    static final List<JWSAlgorithm> ALGORITHMS = List.of(
            JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.RS256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_RSA_BITS = 4_096;
    private static final int MAX_EXPONENT_BITS = 32;
    // The nonce says how old a proof can be; this is for clocks that are far off.
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final ApiUrl url;
    private final ProofMemory memory;
    private final Clock clock;

    public Proofs(ApiUrl url, ProofMemory memory, Clock clock) {
        this.url = url;
        this.memory = memory;
        this.clock = clock;
    }

    String nonce() {
        return memory.nonce();
    }

    /**
     * Takes the proof of a request.
     *
     * @param key thumbprint of the key that the token is bound to
     * @param token SHA-256 of the token
     * @throws Problem if there is not one proof that is valid, fits and is new; it says whether a nonce is what is missing
     */
    void require(ProvenRequest request, String key, byte[] token) {
        if (request.proofs().size() != 1) {
            throw invalid("Send one header DPoP with one proof.");
        }
        SignedJWT proof = parse(request.proofs().getFirst());
        JWK jwk = requireKey(proof.getHeader(), key);
        JWTClaimsSet claims = claims(proof);
        if (!request.method().equals(text(claims, "htm"))) {
            throw invalid("Its htm is not the method of this request.");
        }
        if (!url.isOf(text(claims, "htu"), request.path())) {
            throw invalid("Its htu is not the URL of this request.");
        }
        if (!Base64URL.encode(token).toString().equals(text(claims, "ath"))) {
            throw invalid("Its ath is not the hash of this token.");
        }
        String id = text(claims, "jti");
        requireNow(claims);
        String nonce = requireNonce(claims);
        if (!JwsSignature.isBy(jwk, proof)) {
            throw invalid("Its signature is not one of the key in its header.");
        }
        switch (memory.show(nonce, digest(key, id))) {
            case FRESH -> {}
            case AGAIN -> throw invalid("It has been shown before: make a new one for each request.");
            case STALE -> throw nonceRequired();
        }
    }

    private static SignedJWT parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid("It is too long.");
        }
        try {
            return SignedJWT.parse(text);
        } catch (ParseException | IllegalArgumentException e) {
            // Among others for a private key in the header, or a point that is not on its curve.
            throw invalid("It is not a signed JWT with a public key in its header.");
        }
    }

    private static JWK requireKey(JWSHeader header, String key) {
        if (!TYPE.equals(header.getType())) {
            throw invalid("Its typ is not dpop+jwt.");
        }
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw invalid("Its algorithm is not one that we take.");
        }
        if (header.getCriticalParams() != null) {
            throw invalid("It has critical headers that we do not know.");
        }
        @Nullable JWK jwk = header.getJWK();
        if (jwk == null || jwk.isPrivate() || isCostly(jwk)) {
            throw invalid("The key in its header is missing, private, or too large.");
        }
        if (!key.equals(thumbprint(jwk))) {
            // RFC 9449 section 7.1: of an invalid token it speaks where the two do not belong together.
            throw Problem.tokenInvalid("It is bound to another key than that of the proof.");
        }
        return jwk;
    }

    /** A signature is checked at each request: no app chooses what that costs. */
    private static boolean isCostly(JWK jwk) {
        return jwk instanceof RSAKey rsa
                && (rsa.size() > MAX_RSA_BITS
                        || rsa.getPublicExponent().decodeToBigInteger().bitLength() > MAX_EXPONENT_BITS);
    }

    private static String thumbprint(JWK jwk) {
        try {
            return jwk.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static JWTClaimsSet claims(SignedJWT proof) {
        try {
            return proof.getJWTClaimsSet();
        } catch (ParseException e) {
            throw invalid("Its claims cannot be read.");
        }
    }

    private static String text(JWTClaimsSet claims, String name) {
        if (claims.getClaim(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw invalid("Its claim " + name + " is missing.");
    }

    private void requireNow(JWTClaimsSet claims) {
        @Nullable Date issued = claims.getIssueTime();
        Instant now = clock.instant();
        if (issued == null
                || issued.toInstant().isBefore(now.minus(WINDOW))
                || issued.toInstant().isAfter(now.plus(WINDOW))) {
            throw invalid("Its iat is not about now.");
        }
    }

    private String requireNonce(JWTClaimsSet claims) {
        if (claims.getClaim("nonce") instanceof String nonce && memory.isGood(nonce)) {
            return nonce;
        }
        throw nonceRequired();
    }

    /** Of two proofs of one key with one jti none is told from the other; another key's are of no concern. */
    private static UUID digest(String key, String id) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of((key + ' ' + id).getBytes(StandardCharsets.UTF_8)));
        return new UUID(digest.getLong(), digest.getLong());
    }

    private static Problem invalid(String detail) {
        return Problem.of(ProblemCode.DPOP_PROOF_INVALID, detail);
    }

    private static Problem nonceRequired() {
        return Problem.of(
                ProblemCode.DPOP_NONCE_REQUIRED, "Make a proof with the nonce of this answer's header DPoP-Nonce.");
    }
}
