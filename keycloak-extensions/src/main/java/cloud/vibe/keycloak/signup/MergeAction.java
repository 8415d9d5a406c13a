package cloud.vibe.keycloak.signup;

import cloud.vibe.keycloak.flow.AccountSwitch;
import cloud.vibe.keycloak.flow.DisabledPerson;
import cloud.vibe.keycloak.grant.GrantBook;
import cloud.vibe.keycloak.grant.GrantQuery;
import cloud.vibe.keycloak.identity.PersonLabel;
import cloud.vibe.keycloak.merge.Merges;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Asks whoever has just signed in to an account, in a browser in which a guest is signed in, whether what the guest did comes along. It takes
 * both sign-ins, here and now: no parameter names anybody. Cross-site requests are kept out by Keycloak's session code.
 */
final class MergeAction implements RequiredActionProvider {
    private static final String DECISION = "decision";
    private static final String BRING = "bring";
    private static final String LEAVE = "leave";
    private static final String PAGE = "vibe-merge.ftl";

    /** The guest's sign-in that the page has asked about. */
    private static final String SHOWN = "vibe.merge.shown";

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        authSession.removeRequiredAction(MergeActionFactory.ID);
        if (GuestSession.beside(context).isPresent()) {
            // On the session and not on the person: elsewhere no guest is there.
            authSession.addRequiredAction(MergeActionFactory.ID);
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        Optional<UserSessionModel> guest = GuestSession.beside(context);
        if (guest.isPresent()) {
            ask(context, guest.get());
        } else {
            context.success();
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (DisabledPerson.isTurnedAway(context)) {
            return;
        }
        Optional<UserSessionModel> guest = GuestSession.beside(context);
        if (guest.isEmpty()) {
            // It has ended meanwhile: there is nothing to give any more.
            context.success();
            return;
        }
        List<String> decision =
                context.getHttpRequest().getDecodedFormParameters().getOrDefault(DECISION, List.of());
        boolean isOfThisPage =
                guest.get().getId().equals(context.getAuthenticationSession().getAuthNote(SHOWN));
        if (isOfThisPage && decision.equals(List.of(BRING))) {
            bring(context, guest.get().getUser());
        } else if (isOfThisPage && decision.equals(List.of(LEAVE))) {
            leave(context, guest.get());
        } else {
            ask(context, guest.get());
            return;
        }
        context.getAuthenticationSession().removeAuthNote(SHOWN);
        context.success();
    }

    private static void bring(RequiredActionContext context, UserModel guest) {
        context.getEvent().detail("merged_guest", guest.getId());
        new Merges(context.getSession(), context.getRealm()).merge(guest, context.getUser());
    }

    /** As whoever uses another account leaves the sign-in that there was. */
    private static void leave(RequiredActionContext context, UserSessionModel guest) {
        AccountSwitch.tell(guest, context.getEvent());
        context.getSession().sessions().removeUserSession(context.getRealm(), guest);
    }

    private static void ask(RequiredActionContext context, UserSessionModel guest) {
        context.getAuthenticationSession().setAuthNote(SHOWN, guest.getId());
        context.challenge(context.form()
                .setAttribute("person", PersonLabel.of(context.getUser()).page())
                .setAttribute("guest", guest(context, guest.getUser()))
                .createForm(PAGE));
    }

    /** Since when they have been, and the apps that they have let in: whatever one of these has written comes along. */
    private static Map<String, Object> guest(RequiredActionContext context, UserModel guest) {
        KeycloakSession session = context.getSession();
        Long since = guest.getCreatedTimestamp();
        Locale locale = session.getContext().resolveLocale(context.getUser());
        List<String> apps = new GrantBook(session)
                .search(context.getRealm(), new GrantQuery(guest.getId(), null, null, 0, GrantQuery.MOST)).stream()
                        .map(grant -> grant.app().name())
                        .distinct()
                        .toList();
        return Map.of(
                "since",
                since == null
                        ? ""
                        : DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                                .withLocale(locale)
                                .withZone(ZoneOffset.UTC)
                                .format(Instant.ofEpochMilli(since)),
                "apps",
                apps);
    }

    @Override
    public void close() {}
}
