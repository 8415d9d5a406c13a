package cloud.vibe.keycloak.rest;

import jakarta.ws.rs.core.Response;
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

    /** A parameter that may be missing; one that is no id is answered with a 400. */
    static @Nullable String parameter(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!isOne(text)) {
            throw ErrorResponse.error("The parameter " + name + " is a UUID.", Response.Status.BAD_REQUEST);
        }
        return text;
    }
}
