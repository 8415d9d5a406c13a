package cloud.vibe.data.certificate;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotEmpty;

/** What the room must be told. */
public final class CertificateConfiguration {
    /** With commas between them, each 32 random bytes in hexadecimal: the first signs, all verify. */
    @NotEmpty
    @JsonProperty
    private String keys = "";

    String keys() {
        return keys;
    }
}
