package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.ProblemCode;
import com.nimbusds.jose.JWSAlgorithm;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a 401 asks for in {@code WWW-Authenticate}: a challenge for each of the two schemes that are taken, or for DPoP alone where a proof is
 * what is wrong (RFC 6750 section 3, RFC 9449 section 7.1).
 */
public final class Challenge {
    private static final String BEARER = "Bearer realm=\"vibe\"";
    private static final String DPOP = "DPoP realm=\"vibe\", algs=\""
            + Proofs.ALGORITHMS.stream().map(JWSAlgorithm::getName).collect(Collectors.joining(" ")) + "\"";

    private Challenge() {}

    /** One value for each challenge. */
    public static List<String> of(ProblemCode code) {
        return switch (code) {
            // No error code for who has sent no token at all.
            case TOKEN_MISSING -> List.of(BEARER, DPOP);
            case DPOP_PROOF_INVALID, DPOP_NONCE_REQUIRED -> List.of(DPOP + error(code));
            default -> List.of(BEARER + error(code), DPOP + error(code));
        };
    }

    private static String error(ProblemCode code) {
        return ", error=\"" + code.oauthError() + "\", error_description=\"" + code.title() + "\"";
    }
}
