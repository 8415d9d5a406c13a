package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Set;

/**
 * Whether the identity side has signed a token. The algorithm comes from a list of ours, never from the token alone, and the key from the
 * realm's keys, never from the header (RFC 8725 sections 3.1 and 3.10).
 */
final class SignatureCheck {
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);

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
            if (JwsSignature.isBy(key, jwt)) {
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
}
