package cloud.vibe.data.identity;

import cloud.vibe.data.caller.JwsSignature;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Set;

/**
 * That whoever links a key has it: a JWT signed with it, of the type {@value #TYPE}, with the public key in its header (RFC 7515, section
 * 4.1.3), {@code sub} whom it is to be linked to, {@code aud} this cloud, and {@code nonce} a challenge of ours.
 *
 * @param key the key that has signed
 * @param challenge still to be looked at: whether it is ours, and was not used
 */
record KeyProof(Multikey key, String challenge) {
    static final String TYPE = "vibe-key-link+jwt";

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.ES256);
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_CHALLENGE = 100;

    /** @throws Problem that says what is wrong with it */
    static KeyProof verify(String jws, String subject, String audience) {
        if (jws.length() > MAX_LENGTH) {
            throw invalid("It is longer than " + MAX_LENGTH + " characters.");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(jws);
            JWK jwk = key(jwt.getHeader());
            Multikey key = Multikey.of(jwk);
            if (!JwsSignature.isBy(jwk, jwt)) {
                throw invalid("Its signature is not one of the key in its header.");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!subject.equals(claims.getSubject())) {
                throw invalid("Its sub is not the person who links the key, as the challenge names them.");
            }
            if (!claims.getAudience().contains(audience)) {
                throw invalid("Its aud is not this cloud, as the challenge names it.");
            }
            String nonce = claims.getStringClaim("nonce");
            if (nonce == null || nonce.length() > MAX_CHALLENGE || nonce.indexOf(0) >= 0) {
                throw invalid("Its nonce is not a challenge.");
            }
            return new KeyProof(key, nonce);
        } catch (ParseException e) {
            throw invalid("It is not a signed JWT.");
        } catch (IllegalArgumentException e) {
            throw invalid("Its key cannot be linked: " + e.getMessage() + ".");
        }
    }

    static Problem invalid(String detail) {
        return Problem.of(ProblemCode.KEY_PROOF_INVALID, detail);
    }

    private static JWK key(JWSHeader header) {
        if (!new JOSEObjectType(TYPE).equals(header.getType())) {
            throw invalid("Its typ is not " + TYPE + ".");
        }
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw invalid("Its alg is neither EdDSA nor ES256.");
        }
        // RFC 7515 section 4.1.11: who does not understand a critical header must refuse; we understand none.
        if (header.getCriticalParams() != null) {
            throw invalid("It has critical headers that we do not know.");
        }
        JWK jwk = header.getJWK();
        if (jwk == null || jwk.isPrivate()) {
            throw invalid("Its jwk is not a public key.");
        }
        return jwk;
    }
}
