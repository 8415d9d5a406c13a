package cloud.vibe.data.caller;

import java.util.List;

/**
 * A request as its proof of possession must describe it (RFC 9449 section 4.2).
 *
 * @param path as it was asked for, escaped, without the query
 * @param proofs what came as a proof: each value of the header {@code DPoP}; exactly one is right
 */
public record ProvenRequest(String method, String path, List<String> proofs) {
    /** The names of the headers. */
    public static final String PROOF = "DPoP";

    public static final String NONCE = "DPoP-Nonce";

    public ProvenRequest {
        proofs = List.copyOf(proofs);
    }

    /** The same request with another proof. */
    public ProvenRequest with(String proof) {
        return new ProvenRequest(method, path, List.of(proof));
    }
}
