package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.grant.GrantQuery;
import cloud.vibe.keycloak.grant.GrantStatus;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.services.ErrorResponse;

/** Which part of a list is asked for, as Keycloak's own lists are: so many are passed over, and so many shown. */
record Page(int first, int max) {
    private static final int USUAL = 100;

    /** Reads the parameters; what makes no sense is answered with a 400. */
    static Page of(@Nullable String first, @Nullable String max) {
        return new Page(number("first", first, 0, 0, Integer.MAX_VALUE), number("max", max, USUAL, 1, GrantQuery.MOST));
    }

    /** Of one person's grants, of whatever app and status. */
    GrantQuery of(String person) {
        return of(person, null, null);
    }

    GrantQuery of(@Nullable String person, @Nullable String app, @Nullable GrantStatus status) {
        return new GrantQuery(person, app, status, first, max);
    }

    private static int number(String name, @Nullable String text, int otherwise, int least, int most) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw ErrorResponse.error(
                "The parameter " + name + " is a number from " + least + " to " + most + ".",
                Response.Status.BAD_REQUEST);
    }
}
