package cloud.vibe.data.caller;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;

/** Whose tokens are taken. */
public final class IdentityConfiguration {
    @NotEmpty
    @JsonProperty
    private String issuer = "";

    /** Empty means Keycloak's usual place below the issuer. */
    @JsonProperty
    private String jwksUrl = "";

    @NotEmpty
    @JsonProperty
    private String audience = "";

    public String issuer() {
        return issuer;
    }

    public URI jwksUrl() {
        return URI.create(jwksUrl.isEmpty() ? issuer + "/protocol/openid-connect/certs" : jwksUrl);
    }

    public String audience() {
        return audience;
    }
}
