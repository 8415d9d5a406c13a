package cloud.vibe.keycloak.flow;

import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Errors;
import org.keycloak.services.messages.Messages;

/** Somebody whom an admin has disabled while a page of ours stood open. Keycloak would look at it only after the answer has taken effect. */
public final class DisabledPerson {
    private DisabledPerson() {}

    /** Ends in Keycloak's own words if it is so; whether it is. */
    public static boolean isTurnedAway(RequiredActionContext context) {
        if (context.getUser().isEnabled()) {
            return false;
        }
        context.getEvent().clone().error(Errors.USER_DISABLED);
        context.challenge(
                context.form().setError(Messages.ACCOUNT_DISABLED).createErrorPage(Response.Status.BAD_REQUEST));
        return true;
    }
}
