package cloud.vibe.keycloak.flow;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** What our steps of flows have in common: a name, texts for the console, one way to be of use, and nothing to set. */
public abstract class StepFactory implements AuthenticatorFactory {
    private final String id;
    private final String text;
    private final String help;
    private final Requirement use;

    /** @param use how it stands in a flow, if it is not disabled */
    protected StepFactory(String id, String text, String help, Requirement use) {
        this.id = id;
        this.text = text;
        this.help = help;
        this.use = use;
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getReferenceCategory() {
        return id;
    }

    @Override
    public final String getDisplayType() {
        return text;
    }

    @Override
    public final String getHelpText() {
        return help;
    }

    @Override
    public final Requirement[] getRequirementChoices() {
        return new Requirement[] {use, Requirement.DISABLED};
    }

    @Override
    public final boolean isConfigurable() {
        return false;
    }

    @Override
    public final boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public final List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public final void init(Config.Scope config) {}

    @Override
    public final void postInit(KeycloakSessionFactory sessions) {}

    @Override
    public final void close() {}
}
