package cloud.vibe.keycloak.flow;

import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.models.KeycloakSessionFactory;

/** What our required actions have in common: a name, a text for the console, and nothing to set. */
public abstract class ActionFactory implements RequiredActionFactory {
    private final String id;
    private final String text;

    protected ActionFactory(String id, String text) {
        this.id = id;
        this.text = text;
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getDisplayText() {
        return text;
    }

    @Override
    public final void init(Config.Scope config) {}

    @Override
    public final void postInit(KeycloakSessionFactory sessions) {}

    @Override
    public final void close() {}
}
