package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.action.OpenActions;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.EventType;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The consent step. It runs before Keycloak's own consent screen, which grants everything or nothing, and leaves it nothing to ask.
 * Cross-site requests are kept out by Keycloak's session code, which {@code form()} puts into the form's address.
 */
final class ConsentAction implements RequiredActionProvider {
    private static final String PERMISSION = "permission";
    private static final String DECISION = "decision";
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";
    private static final String SWITCH = "switch";
    private static final String DURATION = "duration";

    /** The questions that the page has shown. */
    private static final String SHOWN = "vibe.consent.shown";

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        SignIn signIn = new SignIn(context);
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        authSession.removeRequiredAction(ConsentActionFactory.ID);
        if (signIn.isOfAnApp()) {
            trigger(signIn, authSession);
        }
        // Of every client: this is the last of all actions, and so sees what each of the others has found.
        OpenActions.note(authSession, context.getRealm(), context.getUser());
    }

    private static void trigger(SignIn signIn, AuthenticationSessionModel authSession) {
        Assessment assessment = signIn.assess();
        if (assessment instanceof Assessment.Settled settled) {
            signIn.goOnWithout(settled.without());
        } else {
            // On the session and not on the person: another app in another tab asks for itself.
            authSession.addRequiredAction(ConsentActionFactory.ID);
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        SignIn signIn = new SignIn(context);
        if (signIn.isOfAnApp() && signIn.assess() instanceof Assessment.Open open) {
            ask(context, signIn, open);
        } else {
            context.success();
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        SignIn signIn = new SignIn(context);
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        List<String> decision = form.getOrDefault(DECISION, List.of());
        if (decision.equals(List.of(DENY))) {
            context.failure();
            return;
        }
        if (decision.equals(List.of(SWITCH))) {
            AccountSwitch.begin(context);
            return;
        }
        if (!signIn.isOfAnApp() || !(signIn.assess() instanceof Assessment.Open open)) {
            context.success();
            return;
        }
        Set<String> ticked = new TreeSet<>(form.getOrDefault(PERMISSION, List.of()));
        String shown = context.getAuthenticationSession().getAuthNote(SHOWN);
        // Not this page's answer: forged, or the app was changed while the page stood open. Nothing is granted, the
        // page comes again.
        Optional<Duration> duration = duration(open, form.getOrDefault(DURATION, List.of()));
        if (!decision.equals(List.of(ALLOW))
                || !open.fingerprint().equals(shown)
                || !open.offers(ticked)
                || duration.isEmpty()) {
            ask(context, signIn, open);
            return;
        }
        Answer answer = open.answer(ticked);
        Locale language = context.getSession().getContext().resolveLocale(context.getUser());
        signIn.settle(
                answer, duration.get(), open.held(), "consent " + language.toLanguageTag() + " " + open.fingerprint());
        context.getAuthenticationSession().removeAuthNote(SHOWN);
        context.getEvent()
                .clone()
                .event(EventType.GRANT_CONSENT)
                .detail(Details.GRANTED_CLIENT, signIn.app().getClientId())
                .detail(Details.SCOPE, String.join(" ", new TreeSet<>(answer.granted())))
                .success();
        context.success();
    }

    /** Nothing chosen is what the page had chosen; what it did not offer is no answer. */
    private static Optional<Duration> duration(Assessment.Open open, List<String> chosen) {
        return switch (chosen.size()) {
            case 0 -> Optional.of(Duration.usual(open.held()));
            case 1 -> Duration.of(chosen.get(0)).filter(Duration.offered(open.held())::contains);
            default -> Optional.empty();
        };
    }

    private static void ask(RequiredActionContext context, SignIn signIn, Assessment.Open open) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        authSession.setAuthNote(SHOWN, open.fingerprint());
        context.challenge(context.form()
                .setAttribute(
                        ConsentPage.ATTRIBUTE,
                        ConsentPage.of(open, signIn.app(), context.getUser(), authSession.getRedirectUri()))
                .createForm(ConsentPage.TEMPLATE));
    }

    @Override
    public void close() {}
}
