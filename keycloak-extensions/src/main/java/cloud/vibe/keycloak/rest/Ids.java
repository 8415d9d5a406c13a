package cloud.vibe.keycloak.rest;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.services.ErrorResponse;

/** Ids as callers write them. Anything else than a UUID never reaches the database: it could not even hold some of it. */
final class Ids {
    private Ids() {}

    static boolean isOne(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A parameter that may be missing; one that is no id is answered with a 400, an empty one too: it would stand for all of them. */
    static @Nullable String parameter(UriInfo uri, String name) {
        if (!uri.getQueryParameters().containsKey(name)) {
            return null;
        }
        // JAX-RS gives an empty parameter as one that is missing.
        String text = uri.getQueryParameters().getFirst(name);
        if (text == null || !isOne(text)) {
            throw ErrorResponse.error(
                    "The parameter " + name + " is a UUID, and not empty.", Response.Status.BAD_REQUEST);
        }
        return text;
    }
}
