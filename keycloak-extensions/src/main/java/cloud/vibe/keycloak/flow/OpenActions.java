package cloud.vibe.keycloak.flow;

import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Required actions that wait for the person. Keycloak ends a sign-in for whoever posts to its own consent page, whatever is still open
 * (LoginActionsService.processConsent). So each look at a sign-in leaves a note on what is open, which goes with it to the app's session:
 * a sign-in without a clean note gets no token.
 */
public final class OpenActions {
    private static final String NOTE = "vibe.open-actions";
    private static final String NONE = "none";

    private OpenActions() {}

    /** Looks at everything that is open, and says whether nothing is: only the last of all required actions can tell. */
    public static boolean note(AuthenticationSessionModel authSession, RealmModel realm, UserModel person) {
        String open = Stream.concat(person.getRequiredActionsStream(), authSession.getRequiredActions().stream())
                .filter(alias -> isEnabled(realm, alias))
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), names -> String.join(" ", names)));
        // Written in both cases: a note is carried over an older one, but none is not.
        authSession.setClientNote(NOTE, open.isEmpty() ? NONE : open);
        return open.isEmpty();
    }

    /** The sign-in has ended properly, and nothing has come up since. A session without a note is none of ours. */
    public static boolean areDone(AuthenticatedClientSessionModel clientSession) {
        RealmModel realm = clientSession.getRealm();
        UserModel person = clientSession.getUserSession().getUser();
        return NONE.equals(clientSession.getNote(NOTE))
                && person.getRequiredActionsStream().noneMatch(alias -> isEnabled(realm, alias));
    }

    /** The sign-in has ended with actions open. */
    public static boolean wereSkipped(AuthenticatedClientSessionModel clientSession) {
        String note = clientSession.getNote(NOTE);
        return note != null && !note.equals(NONE);
    }

    /** As Keycloak counts them: nobody can do what the realm does not offer. */
    private static boolean isEnabled(RealmModel realm, String alias) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
        return action != null && action.isEnabled();
    }
}
