package cloud.vibe.keycloak.signup;

import cloud.vibe.keycloak.flow.StepFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;

/** Offers the sign-up to registration flows, as the one step of such a flow. */
public final class SignUpFactory extends StepFactory {
    public SignUpFactory() {
        super(
                "vibe-sign-up",
                "Vibe: sign up",
                "An email address, then a passkey or a password: the person is made when both are there.",
                Requirement.REQUIRED);
    }

    @Override
    public Authenticator create(KeycloakSession session) {
        return new SignUp();
    }
}
