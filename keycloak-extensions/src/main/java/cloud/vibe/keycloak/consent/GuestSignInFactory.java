package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.flow.StepFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;

/** Offers the step to sign-in flows, where it comes after whoever is signed in already. */
public final class GuestSignInFactory extends StepFactory {
    public GuestSignInFactory() {
        super(
                "vibe-guest",
                "Vibe: begin as a guest",
                "Lets people begin without an account in apps whose attribute vibe.guests is true, if they ask for it by vibe_guest=true.",
                Requirement.ALTERNATIVE);
    }

    @Override
    public Authenticator create(KeycloakSession session) {
        return new GuestSignIn();
    }
}
