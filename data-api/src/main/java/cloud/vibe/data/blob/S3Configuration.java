package cloud.vibe.data.blob;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotEmpty;

/** Where files lie. */
public final class S3Configuration {
    @NotEmpty
    @JsonProperty
    private String endpoint = "";

    @NotEmpty
    @JsonProperty
    private String region = "";

    @NotEmpty
    @JsonProperty
    private String bucket = "";

    @NotEmpty
    @JsonProperty
    private String accessKey = "";

    @NotEmpty
    @JsonProperty
    private String secretKey = "";

    String endpoint() {
        return endpoint;
    }

    String region() {
        return region;
    }

    String bucket() {
        return bucket;
    }

    String accessKey() {
        return accessKey;
    }

    String secretKey() {
        return secretKey;
    }
}
