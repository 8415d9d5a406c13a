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
            case DPOP_PROOF_INVALID -> List.of(DPOP + error("invalid_dpop_proof", code));
            case DPOP_NONCE_REQUIRED -> List.of(DPOP + error("use_dpop_nonce", code));
            default -> List.of(BEARER + error("invalid_token", code), DPOP + error("invalid_token", code));
        };
    }

    private static String error(String error, ProblemCode code) {
        return ", error=\"" + error + "\", error_description=\"" + code.title() + "\"";
    }
}
