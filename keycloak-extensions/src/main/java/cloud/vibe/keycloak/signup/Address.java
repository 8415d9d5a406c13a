package cloud.vibe.keycloak.signup;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;

/**
 * An email address for a new account, held against the realm's user profile by what Keycloak's own registration does: so one that is taken
 * is told in the same words, after the same work.
 *
 * @param text as the realm writes it
 * @param wrong what speaks against it; empty where nothing does
 */
record Address(String text, List<FormMessage> wrong) {
    /** The rest of a profile is not asked here: where an admin wants more, Keycloak's own step asks after the sign-up. */
    private static final Set<String> OURS = Set.of(UserModel.EMAIL, UserModel.USERNAME);

    Address {
        wrong = List.copyOf(wrong);
    }

    /** @param person whose it may be already; null for somebody new */
    static Address of(KeycloakSession session, @Nullable String typed, @Nullable UserModel person) {
        String text = typed == null ? "" : typed.strip();
        if (text.isEmpty()) {
            return new Address(text, List.of(new FormMessage(UserModel.EMAIL, "missingEmailMessage")));
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            // No database takes them, and no address has them.
            return new Address("", List.of(new FormMessage(UserModel.EMAIL, Messages.INVALID_EMAIL)));
        }
        Map<String, List<String>> attributes =
                Map.of(UserModel.EMAIL, List.of(text), UserModel.USERNAME, List.of(text));
        UserProfileProvider profiles = session.getProvider(UserProfileProvider.class);
        UserProfile profile = person == null
                ? profiles.create(UserProfileContext.REGISTRATION, attributes)
                : profiles.create(UserProfileContext.REGISTRATION, attributes, person);
        try {
            profile.validate();
        } catch (ValidationException e) {
            List<FormMessage> wrong = Validation.getFormErrorsFromValidation(e.getErrors()).stream()
                    .filter(error -> OURS.contains(error.getField()))
                    .toList();
            return new Address(text, wrong);
        }
        return new Address(text, List.of());
    }

    boolean isFine() {
        return wrong.isEmpty();
    }
}
