package cloud.vibe.data.caller;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;

/** Whose tokens are taken. */
public final class IdentityConfiguration {
    private static final String KEYS = "/protocol/openid-connect/certs";

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
        return URI.create(jwksUrl.isEmpty() ? issuer + KEYS : jwksUrl);
    }

    /** Where people's grants are kept: on the side from which the keys come, for the issuer's public address need not be reachable. */
    public URI grantsUrl() {
        String realm = jwksUrl.endsWith(KEYS) ? jwksUrl.substring(0, jwksUrl.length() - KEYS.length()) : issuer;
        return URI.create(realm + "/vibe/grants");
    }

    public String audience() {
        return audience;
    }
}
