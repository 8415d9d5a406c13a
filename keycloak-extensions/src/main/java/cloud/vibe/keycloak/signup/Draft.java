package cloud.vibe.keycloak.signup;

import java.util.Optional;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * An account that is not there yet. It lives in the sign-in of one browser tab and ends with it: an address that somebody has typed and
 * left holds nobody off.
 *
 * @param email as the realm writes it
 * @param personId the id that the person will have; an authenticator keeps it with the passkey
 * @param isGuest whether that person is there already, as a guest
 */
record Draft(String email, String personId, boolean isGuest) {
    private static final String EMAIL = "vibe.sign-up.email";
    private static final String PERSON = "vibe.sign-up.person";
    private static final String GUEST = "vibe.sign-up.guest";

    static Optional<Draft> of(AuthenticationSessionModel authSession) {
        String email = authSession.getAuthNote(EMAIL);
        String personId = authSession.getAuthNote(PERSON);
        boolean isGuest = "true".equals(authSession.getAuthNote(GUEST));
        return email == null || personId == null ? Optional.empty() : Optional.of(new Draft(email, personId, isGuest));
    }

    void keep(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(EMAIL, email);
        authSession.setAuthNote(PERSON, personId);
        authSession.setAuthNote(GUEST, String.valueOf(isGuest));
    }

    static void forget(AuthenticationSessionModel authSession) {
        authSession.removeAuthNote(EMAIL);
        authSession.removeAuthNote(PERSON);
        authSession.removeAuthNote(GUEST);
    }
}
