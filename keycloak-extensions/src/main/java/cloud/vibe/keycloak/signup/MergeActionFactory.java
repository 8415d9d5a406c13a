package cloud.vibe.keycloak.signup;

import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Registers the question what becomes of what a guest did; the realm file puts it before the consent step. */
public final class MergeActionFactory implements RequiredActionFactory {
    static final String ID = "vibe-merge";

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new MergeAction();
    }

    @Override
    public String getDisplayText() {
        return "Vibe: bring along what a guest did";
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
