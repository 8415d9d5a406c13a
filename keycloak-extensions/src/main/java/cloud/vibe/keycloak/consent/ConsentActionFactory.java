package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.flow.ActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;

/** Registers the consent step; the realm file puts it last, after everything that makes an account complete. */
public final class ConsentActionFactory extends ActionFactory {
    static final String ID = "vibe-consent";

    public ConsentActionFactory() {
        super(ID, "Vibe: ask for consent");
    }

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new ConsentAction();
    }
}
