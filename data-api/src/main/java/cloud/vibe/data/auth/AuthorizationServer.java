package cloud.vibe.data.auth;

import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Map;

/**
 * The identity side in the terms of RFC 8414, by the addresses that people and apps see.
 *
 * @param issuer such as {@code https://id.example.org/realms/vibe}
 */
public record AuthorizationServer(String issuer) {
    /** Where a person answers this request; parameters stand in their order. */
    URI authorization(Map<String, String> parameters) {
        UriBuilder url = UriBuilder.fromUri(endpoint("auth"));
        // As a value of a template, a brace in it is a brace.
        parameters.forEach((name, value) -> url.queryParam(name, "{" + name + "}"));
        return url.buildFromMap(Map.copyOf(parameters));
    }

    URI token() {
        return endpoint("token");
    }

    URI revocation() {
        return endpoint("revoke");
    }

    private URI endpoint(String name) {
        return URI.create(issuer + "/protocol/openid-connect/" + name);
    }
}
