package cloud.vibe.data.caller;

import java.util.UUID;

/**
 * Nonces for proofs of possession (RFC 9449 section 9), and which proofs have been shown with them. Safe for any number of threads: of those
 * who show the same proof at once one is told that it is fresh. A proof is never forgotten before its nonce is worth nothing.
 */
public interface ProofMemory {
    /** What becomes of a proof. */
    enum Shown {
        FRESH,
        AGAIN,
        /** Its nonce is one no more. */
        STALE
    }

    /** The nonce for the next proof. It is no secret, and the same for all. */
    String nonce();

    /** Whether a proof with this nonce can be fresh, as far as is known without asking. */
    boolean isGood(String nonce);

    /**
     * Remembers that a proof has been shown.
     *
     * @param proof a digest that no other proof has
     */
    Shown show(String nonce, UUID proof);
}
