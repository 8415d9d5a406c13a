package cloud.vibe.keycloak.signup;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.policy.PasswordPolicyManagerProvider;
import org.keycloak.policy.PolicyError;

/**
 * A password for a new account, held against the realm's policy.
 *
 * @param wrong what speaks against it; empty where nothing does
 */
record Password(String text, List<FormMessage> wrong) {
    private static final String FIELD = "password";
    private static final String REPEATED = "password-confirm";

    Password {
        wrong = List.copyOf(wrong);
    }

    static Password of(KeycloakSession session, String email, MultivaluedMap<String, String> form) {
        String text = form.getFirst(FIELD);
        if (text == null || text.isBlank()) {
            return new Password("", List.of(new FormMessage(FIELD, "missingPasswordMessage")));
        }
        if (!text.equals(form.getFirst(REPEATED))) {
            return new Password(text, List.of(new FormMessage(REPEATED, "invalidPasswordConfirmMessage")));
        }
        PolicyError error =
                session.getProvider(PasswordPolicyManagerProvider.class).validate(email, text);
        return new Password(
                text,
                error == null ? List.of() : List.of(new FormMessage(FIELD, error.getMessage(), error.getParameters())));
    }

    @Override
    public String toString() {
        return "Password[" + wrong + "]";
    }
}
