package cloud.vibe.data.caller;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** How proofs of possession are judged. */
public final class ProofConfiguration {
    @Pattern(regexp = "https?://[^/?#@\\s]+/?", message = "must be an origin: set VIBE_API_URL to https://HOST")
    @JsonProperty
    private String url = "";

    @NotNull
    @JsonProperty
    private Memory memory = Memory.NODE;

    /** Where it is remembered which proofs have been shown. */
    public enum Memory {
        /** In each node, for itself. */
        NODE,
        /** In the database, for all nodes. */
        SHARED
    }

    public ApiUrl url() {
        return new ApiUrl(url);
    }

    public Memory memory() {
        return memory;
    }
}
