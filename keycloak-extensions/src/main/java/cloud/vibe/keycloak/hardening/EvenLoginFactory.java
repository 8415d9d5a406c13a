package cloud.vibe.keycloak.hardening;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordFormFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's form under its own name, so in every flow that uses it: nobody has to choose it. */
public final class EvenLoginFactory extends UsernamePasswordFormFactory {
    @Override
    public Authenticator create(KeycloakSession session) {
        return new EvenLogin(session);
    }

    /** Of two under one name Keycloak takes the one of the higher order; its own is 0. */
    @Override
    public int order() {
        return 1;
    }
}
