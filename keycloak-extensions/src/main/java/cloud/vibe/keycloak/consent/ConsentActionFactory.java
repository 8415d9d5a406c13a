package cloud.vibe.keycloak.consent;

import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Registers the consent step; the realm file puts it last, after everything that makes an account complete. */
public final class ConsentActionFactory implements RequiredActionFactory {
    static final String ID = "vibe-consent";

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new ConsentAction();
    }

    @Override
    public String getDisplayText() {
        return "Vibe: ask for consent";
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
