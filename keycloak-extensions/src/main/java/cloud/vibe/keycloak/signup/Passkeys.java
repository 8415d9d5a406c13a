package cloud.vibe.keycloak.signup;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.WebAuthnConstants;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

/**
 * Passkeys for a person who is not there yet (WebAuthn Level 3, section 7.1), by Keycloak's own action and under the realm's policy for
 * signing in without a password.
 */
final class Passkeys {
    static final String ACTION = "webauthn-register-passwordless";
    static final String PAGE = "webauthn-register.ftl";

    /** What Keycloak's own form sends besides an answer. It would ask for the person before anything is verified. */
    private static final List<String> NO_ANSWER =
            List.of(WebAuthnConstants.IS_SET_RETRY, WebAuthnConstants.ERROR, "logout-sessions");

    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");

    private final AuthenticationFlowContext context;
    private final RequiredActionProvider action;

    private Passkeys(AuthenticationFlowContext context, RequiredActionProvider action) {
        this.context = context;
        this.action = action;
    }

    /** Empty where the realm does not let people make passkeys. */
    static Optional<Passkeys> of(AuthenticationFlowContext context) {
        KeycloakSession session = context.getSession();
        RealmModel realm = context.getRealm();
        RequiredActionProviderModel offered = realm.getRequiredActionProviderByAlias(ACTION);
        if (offered == null || !offered.isEnabled()) {
            return Optional.empty();
        }
        return Optional.ofNullable(session.getProvider(RequiredActionProvider.class, ACTION))
                .map(action -> new Passkeys(context, action));
    }

    /** The page with a challenge on it, good for one answer. */
    Response ask(LoginFormsProvider form, Draft draft) {
        UserModel nobodyYet = new InMemoryUserAdapter(context.getSession(), context.getRealm(), draft.personId());
        nobodyYet.setUsername(draft.email());
        Ceremony ceremony = new Ceremony(context, form, () -> nobodyYet);
        action.requiredActionChallenge(ceremony);
        Response page = ceremony.getChallenge();
        return page == null ? form.createForm(PAGE) : page;
    }

    static boolean isAnswer(MultivaluedMap<String, String> form) {
        return form.containsKey(WebAuthnConstants.ATTESTATION_OBJECT);
    }

    /** Whether the answer to the challenge was true, and the account has been made with its passkey; else nothing has. */
    boolean register(MultivaluedMap<String, String> form, NewAccount account) {
        boolean isReadable = NO_ANSWER.stream().noneMatch(form::containsKey)
                && isBase64Url(form.getFirst(WebAuthnConstants.ATTESTATION_OBJECT))
                && isBase64Url(form.getFirst(WebAuthnConstants.CLIENT_DATA_JSON))
                && context.getAuthenticationSession().getAuthNote(WebAuthnConstants.AUTH_CHALLENGE_NOTE) != null;
        if (!isReadable) {
            return false;
        }
        Ceremony ceremony = new Ceremony(context, context.form(), account::make);
        try {
            action.processAction(ceremony);
        } catch (IllegalArgumentException notBase64) {
            return requireNothingMade(account);
        }
        return ceremony.hasSucceeded() || requireNothingMade(account);
    }

    /** Somebody without a way to sign in must not stay. */
    private boolean requireNothingMade(NewAccount account) {
        if (account.isMade()) {
            context.getSession().getTransactionManager().setRollbackOnly();
            throw new IllegalStateException("a passkey was refused after its person had been made");
        }
        return false;
    }

    private static boolean isBase64Url(@Nullable String text) {
        return text != null && BASE64URL.matcher(text).matches();
    }
}
