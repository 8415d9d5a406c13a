package cloud.vibe.keycloak.signup;

import cloud.vibe.keycloak.flow.ActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;

/** Registers the question what becomes of what a guest did; the realm file puts it before the consent step. */
public final class MergeActionFactory extends ActionFactory {
    static final String ID = "vibe-merge";

    public MergeActionFactory() {
        super(ID, "Vibe: bring along what a guest did");
    }

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new MergeAction();
    }
}
