package cloud.vibe.keycloak.consent;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.EventType;
import org.keycloak.models.UserSessionModel;

/**
 * Leaves the sign-in that the browser has, for whoever wants to answer as somebody else. Keycloak's own way to begin a request anew ends the
 * session and asks who is there; it says so to nobody, so it is said here: the tokens of that sign-in are worth nothing either.
 */
final class AccountSwitch {
    private AccountSwitch() {}

    static void begin(RequiredActionContext context) {
        // A session bears the name of the first page of its sign-in.
        String id = context.getAuthenticationSession().getParentSession().getId();
        UserSessionModel current = context.getSession().sessions().getUserSession(context.getRealm(), id);
        if (current != null) {
            context.getEvent()
                    .clone()
                    .event(EventType.LOGOUT)
                    .user(current.getUser())
                    .session(current)
                    .success();
        }
        context.challenge(Response.seeOther(anew(context.getActionUrl())).build());
    }

    /** The same request, told apart by the same parameters; the answer's own code does not belong to it. */
    static URI anew(URI action) {
        String kept = Arrays.stream(action.getRawQuery().split("&"))
                .filter(parameter -> !parameter.startsWith("session_code=") && !parameter.startsWith("execution="))
                .collect(Collectors.joining("&"));
        return action.resolve("restart?" + kept);
    }
}
