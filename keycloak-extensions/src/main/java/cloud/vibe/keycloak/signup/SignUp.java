package cloud.vibe.keycloak.signup;

import cloud.vibe.keycloak.flow.AccountSwitch;
import cloud.vibe.keycloak.flow.FreshStart;
import cloud.vibe.keycloak.flow.StepWithoutPerson;
import cloud.vibe.keycloak.identity.PersonLabel;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The sign-up, in two screens: an email address; then a passkey, or a password. Until the second is answered there is nobody: whoever leaves
 * between the two leaves nothing, and whoever comes first to the end of the second has the address.
 */
final class SignUp extends StepWithoutPerson {
    private static final String EMAIL = "email";
    private static final String CHANGE = "change";
    private static final String LEAVE = "leave";
    private static final String STAY = "stay";
    private static final String ACCOUNT = "account";
    private static final String PAGE = "vibe-sign-up.ftl";
    private static final String SIGNED_IN = "vibe-signed-in.ftl";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        GuestSession.keepCookies(context);
        if (isTaken(context) || isSignedIn(context)) {
            return;
        }
        Optional<Draft> draft = Draft.of(context.getAuthenticationSession());
        if (draft.isPresent()) {
            askForKey(context, draft.get(), List.of());
        } else {
            askForEmail(context, hint(context), List.of());
        }
    }

    /** Any site can put an address into it: what a guest has done is not to end under somebody else's. */
    private static @Nullable String hint(AuthenticationFlowContext context) {
        return GuestSession.of(context).isPresent()
                ? null
                : context.getAuthenticationSession().getClientNote(OIDCLoginProtocol.LOGIN_HINT_PARAM);
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        if (form.containsKey(LEAVE)) {
            leave(context);
            return;
        }
        // Before anything can fail: then they are needed as well.
        GuestSession.keepCookies(context);
        if (form.containsKey(STAY)) {
            context.cancelLogin();
            return;
        }
        if (isTaken(context) || isSignedIn(context)) {
            return;
        }
        Optional<Draft> draft = Draft.of(context.getAuthenticationSession());
        if (form.containsKey(ACCOUNT)) {
            askForAccount(context);
        } else if (form.containsKey(EMAIL)) {
            takeEmail(context, form.getFirst(EMAIL));
        } else if (draft.isEmpty()) {
            askForEmail(context, null, List.of());
        } else if (form.containsKey(CHANGE)) {
            Draft.forget(context.getAuthenticationSession());
            askForEmail(context, draft.get().email(), List.of());
        } else {
            takeKey(context, draft.get(), form);
        }
    }

    /** Back at this page by the browser's history, after the account was made. */
    private static boolean isTaken(AuthenticationFlowContext context) {
        if (context.getUser() == null) {
            return false;
        }
        startOver(context);
        return true;
    }

    private static void startOver(AuthenticationFlowContext context) {
        Draft.forget(context.getAuthenticationSession());
        context.getEvent().clone().error(Errors.DIFFERENT_USER_AUTHENTICATING);
        context.challenge(context.form().setError(Messages.EXPIRED_ACTION).createErrorPage(Response.Status.CONFLICT));
    }

    /**
     * Whoever is signed in and asks for an account asks for another; a guest asks for this one. Any site can send a browser here, so nothing
     * ends before they say so.
     */
    private static boolean isSignedIn(AuthenticationFlowContext context) {
        Optional<UserModel> person = GuestSession.ofSomebodyElse(context).map(UserSessionModel::getUser);
        person.ifPresent(account -> context.challenge(context.form()
                .setAttribute("person", PersonLabel.of(account).page())
                .createForm(SIGNED_IN)));
        return person.isPresent();
    }

    /** Ends the sign-in that is here, an account's or a guest's, and begins the sign-up of somebody new. */
    private static void leave(AuthenticationFlowContext context) {
        GuestSession.here(context)
                .ifPresent(current -> AccountSwitch.end(context.getSession(), current, context.getEvent()));
        context.challenge(FreshStart.page(
                context.getSession(), FreshStart.signUp(context.getSession(), context.getAuthenticationSession())));
    }

    /** A guest who has an account stays signed in as a guest until they have signed in to it, and have said what becomes of what they did. */
    private static void askForAccount(AuthenticationFlowContext context) {
        Draft.forget(context.getAuthenticationSession());
        context.challenge(AccountSwitch.beside(
                context.getSession(),
                context.getAuthenticationSession(),
                context.getActionUrl(context.generateAccessCode())));
    }

    private static void takeEmail(AuthenticationFlowContext context, @Nullable String typed) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        Optional<UserModel> guest = GuestSession.of(context).map(UserSessionModel::getUser);
        Address address = Address.of(context.getSession(), typed, guest.orElse(null));
        if (!address.isFine()) {
            Draft.forget(authSession);
            refuse(context, address.text());
            askForEmail(context, address.text(), address.wrong());
            return;
        }
        Draft draft = new Draft(
                KeycloakModelUtils.toLowerCaseSafe(address.text()),
                guest.map(UserModel::getId).orElseGet(KeycloakModelUtils::generateId),
                guest.isPresent());
        draft.keep(authSession);
        if (!takesNameOfItsOwn(context, draft)) {
            askForKey(context, draft, List.of());
        }
    }

    /** The account's first sign-in must not be named like a guest's, or anybody's: see {@link FreshStart}. */
    private static boolean takesNameOfItsOwn(AuthenticationFlowContext context, Draft draft) {
        if (!FreshStart.isNeeded(context.getSession(), context.getAuthenticationSession())) {
            return false;
        }
        AuthenticationSessionModel fresh = FreshStart.signUp(context.getSession(), context.getAuthenticationSession());
        draft.keep(fresh);
        context.challenge(FreshStart.page(context.getSession(), fresh));
        return true;
    }

    private static void takeKey(AuthenticationFlowContext context, Draft draft, MultivaluedMap<String, String> form) {
        if (takesNameOfItsOwn(context, draft)) {
            return;
        }
        Optional<NewAccount> account = NewAccount.of(context, draft);
        if (account.isEmpty()) {
            startOver(context);
            return;
        }
        Address address = account.get().address();
        if (!address.isFine()) {
            // Somebody else was quicker.
            Draft.forget(context.getAuthenticationSession());
            refuse(context, draft.email());
            askForEmail(context, draft.email(), address.wrong());
            return;
        }
        if (Passkeys.isAnswer(form)) {
            boolean isRegistered = Passkeys.of(context)
                    .map(passkeys -> passkeys.register(form, account.get()))
                    .orElse(false);
            if (isRegistered) {
                finish(context, draft, "passkey", account.get().make());
            } else {
                askForKey(context, draft, List.of(new FormMessage("vibe.passkey.failed")));
            }
            return;
        }
        Password password = Password.of(context.getSession(), draft.email(), form);
        if (!password.wrong().isEmpty()) {
            refuse(context, draft.email());
            askForKey(context, draft, password.wrong());
            return;
        }
        finish(context, draft, "password", withPassword(context, account.get(), password));
    }

    /** Somebody without a way to sign in must not stay. */
    private static UserModel withPassword(AuthenticationFlowContext context, NewAccount account, Password password) {
        boolean isStored = false;
        try {
            UserModel person = account.make();
            isStored =
                    person.credentialManager().updateCredential(UserCredentialModel.password(password.text(), false));
            if (!isStored) {
                throw new IllegalStateException("a password was refused after its person had been made");
            }
            return person;
        } finally {
            if (!isStored) {
                context.getSession().getTransactionManager().setRollbackOnly();
            }
        }
    }

    private static void finish(AuthenticationFlowContext context, Draft draft, String method, UserModel person) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        Draft.forget(authSession);
        authSession.setAuthNote(AuthenticationManager.NEW_USER_REGISTERED, "true");
        context.setUser(person);
        context.getEvent()
                .event(EventType.REGISTER)
                .detail(Details.USERNAME, draft.email())
                .detail(Details.EMAIL, draft.email())
                .detail(Details.REGISTER_METHOD, method)
                .user(person)
                .success();
        context.newEvent()
                .event(EventType.LOGIN)
                .client(authSession.getClient().getClientId())
                .detail(Details.REDIRECT_URI, authSession.getRedirectUri())
                .detail(Details.AUTH_METHOD, authSession.getProtocol());
        context.success();
    }

    private static void refuse(AuthenticationFlowContext context, String email) {
        context.getEvent().clone().detail(Details.EMAIL, email).error(Errors.INVALID_REGISTRATION);
    }

    private static void askForEmail(
            AuthenticationFlowContext context, @Nullable String email, List<FormMessage> wrong) {
        LoginFormsProvider form = form(context, email, wrong);
        context.challenge(form.createForm(PAGE));
    }

    private static void askForKey(AuthenticationFlowContext context, Draft draft, List<FormMessage> wrong) {
        LoginFormsProvider form = form(context, draft.email(), wrong);
        context.challenge(Passkeys.of(context)
                .map(passkeys -> passkeys.ask(form, draft))
                .orElseGet(() -> form.createForm(Passkeys.PAGE)));
    }

    private static LoginFormsProvider form(
            AuthenticationFlowContext context, @Nullable String email, List<FormMessage> wrong) {
        boolean isGuest = GuestSession.of(context).isPresent();
        LoginFormsProvider form =
                context.form().setAttribute("signUp", Map.of("email", email == null ? "" : email, "guest", isGuest));
        return wrong.isEmpty() ? form : form.setErrors(wrong);
    }
}
