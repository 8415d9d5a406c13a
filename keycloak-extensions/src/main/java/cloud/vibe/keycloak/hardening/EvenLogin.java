package cloud.vibe.keycloak.hardening;

import jakarta.ws.rs.core.MultivaluedMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordForm;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.representations.idm.CredentialRepresentation;

/**
 * Keycloak's form for an address and a password, with one hash for each answer that refuses. Keycloak hashes for an address that nobody has,
 * and neither for a person without a password (most have a passkey), nor for one who is locked out, nor where no password was typed: whoever
 * measures would learn which addresses have an account.
 */
final class EvenLogin extends UsernamePasswordForm {
    EvenLogin(KeycloakSession session) {
        super(session);
    }

    @Override
    public boolean validatePassword(
            AuthenticationFlowContext context,
            UserModel person,
            MultivaluedMap<String, String> form,
            boolean clearUser) {
        // Asked before: the answer may lock the person out.
        if (!isHashed(context, person, form.getFirst(CredentialRepresentation.PASSWORD))) {
            AuthenticatorUtils.dummyHash(context);
        }
        return super.validatePassword(context, person, form, clearUser);
    }

    private static boolean isHashed(AuthenticationFlowContext context, UserModel person, @Nullable String password) {
        return password != null
                && !password.isEmpty()
                && person.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE)
                && AuthenticatorUtils.getDisabledByBruteForceEventError(context, person) == null;
    }
}
