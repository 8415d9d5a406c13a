package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.flow.AccountSwitch;
import cloud.vibe.keycloak.flow.DisabledPerson;
import cloud.vibe.keycloak.flow.FreshStart;
import cloud.vibe.keycloak.flow.OpenActions;
import cloud.vibe.keycloak.flow.PushedRequest;
import cloud.vibe.keycloak.identity.Guest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The consent step. It runs before Keycloak's own consent screen, which grants everything or nothing, and leaves it nothing to ask.
 * Cross-site requests are kept out by Keycloak's session code, which {@code form()} puts into the form's address.
 */
final class ConsentAction implements RequiredActionProvider {
    /** Of a sign-in that whoever answers it has come to it as a guest. */
    private static final String AS_A_GUEST = "vibe.as-a-guest";

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        SignIn signIn = signIn(context);
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        authSession.removeRequiredAction(ConsentActionFactory.ID);
        boolean isGuest = Guest.is(context.getUser());
        if (isOfAFormerGuest(context) || (isGuest && !Guest.mayUse(authSession.getClient()))) {
            authSession.addRequiredAction(ConsentActionFactory.ID);
        } else if (signIn.request().isOfAnApp()) {
            trigger(signIn, authSession);
        }
        if (isGuest) {
            beforeAnAccount(authSession);
        }
        // Of every client: this is the last of all actions, and so sees what each of the others has found.
        if (OpenActions.note(authSession, context.getRealm(), context.getUser())
                && !PushedRequest.forget(context.getSession(), authSession)) {
            authSession.addRequiredAction(ConsentActionFactory.ID);
            OpenActions.note(authSession, context.getRealm(), context.getUser());
        }
    }

    /** Keycloak would ask for the address that a guest does not have yet, and let whoever is at the browser add a passkey of theirs. */
    private static void beforeAnAccount(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(AS_A_GUEST, "true");
        authSession.removeRequiredAction(UserModel.RequiredAction.VERIFY_PROFILE);
        @Nullable String wanted = authSession.getClientNote(Constants.KC_ACTION);
        if (wanted != null) {
            AuthenticationManager.setKcActionStatus(wanted, RequiredActionContext.KcActionStatus.ERROR, authSession);
        }
    }

    /**
     * Somebody came here as a guest, and the guest has an account by now: they have not proven that it is theirs, and Keycloak would sign them
     * in, though the sign-in that let them come here has ended.
     */
    private static boolean isOfAFormerGuest(RequiredActionContext context) {
        return context.getAuthenticationSession().getAuthNote(AS_A_GUEST) != null && !Guest.is(context.getUser());
    }

    /** Where nothing is asked because the sign-in has no answer, or must be another one; whether it is so. */
    private static boolean leadsElsewhere(RequiredActionContext context) {
        KeycloakSession session = context.getSession();
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (PushedRequest.isTooLate(authSession)) {
            context.failure("The pushed request has been used: push it again");
            return true;
        }
        if (isOfAFormerGuest(context)) {
            context.challenge(FreshStart.page(session, FreshStart.signIn(session, authSession)));
            return true;
        }
        if (Guest.is(context.getUser()) && !Guest.mayUse(authSession.getClient())) {
            // A guest is one where they have said so: here they need an account, and are the same person after it.
            context.challenge(FreshStart.toSignUp(session, authSession));
            return true;
        }
        return false;
    }

    private static SignIn signIn(RequiredActionContext context) {
        return new SignIn(
                context.getSession(),
                context.getRealm(),
                new AppRequest(context.getRealm(), context.getAuthenticationSession()),
                context.getUser());
    }

    private static void trigger(SignIn signIn, AuthenticationSessionModel authSession) {
        Assessment assessment = signIn.assess();
        if (assessment instanceof Assessment.Settled settled) {
            signIn.request().goOnWithout(settled.without());
        } else {
            // On the session and not on the person: another app in another tab asks for itself.
            authSession.addRequiredAction(ConsentActionFactory.ID);
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (leadsElsewhere(context)) {
            return;
        }
        SignIn signIn = signIn(context);
        if (signIn.request().isOfAnApp() && signIn.assess() instanceof Assessment.Open open) {
            ask(context, signIn, open);
        } else {
            context.success();
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        Sent sent = Sent.of(context.getHttpRequest());
        if (sent.says(Sent.DENY)) {
            context.failure();
            return;
        }
        if (DisabledPerson.isTurnedAway(context) || leadsElsewhere(context)) {
            return;
        }
        if (sent.says(Sent.SWITCH)) {
            answerAsSomebodyElse(context);
            return;
        }
        SignIn signIn = signIn(context);
        if (!signIn.request().isOfAnApp() || !(signIn.assess() instanceof Assessment.Open open)) {
            context.success();
            return;
        }
        Optional<Duration> duration = sent.duration(open.held());
        // Not this page's answer: nothing is granted, the page comes again.
        if (!sent.allows(open, ConsentPage.shown(context.getAuthenticationSession())) || duration.isEmpty()) {
            ask(context, signIn, open);
            return;
        }
        signIn.settle(open, open.answer(sent.ticked()), duration.get(), context.getEvent());
        ConsentPage.forget(context.getAuthenticationSession());
        context.success();
    }

    private static void answerAsSomebodyElse(RequiredActionContext context) {
        if (Guest.is(context.getUser())) {
            context.challenge(AccountSwitch.beside(
                    context.getSession(), context.getAuthenticationSession(), context.getActionUrl()));
            return;
        }
        // A session bears the name of the first page of its sign-in.
        String id = context.getAuthenticationSession().getParentSession().getId();
        UserSessionModel current = context.getSession().sessions().getUserSession(context.getRealm(), id);
        context.challenge(
                current == null
                        ? AccountSwitch.anew(context.getActionUrl())
                        : AccountSwitch.leave(current, context.getEvent(), context.getActionUrl()));
    }

    private static void ask(RequiredActionContext context, SignIn signIn, Assessment.Open open) {
        context.challenge(ConsentPage.show(
                context.form(),
                context.getAuthenticationSession(),
                open,
                signIn.request().app(),
                ConsentPage.person(context.getUser())));
    }

    @Override
    public void close() {}
}
