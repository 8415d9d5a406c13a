package cloud.vibe.keycloak.policy;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** What our executors have in common: a name, a sentence for the console, and nothing to set. */
abstract class ExecutorFactory implements ClientPolicyExecutorProviderFactory {
    private final String id;
    private final String help;

    ExecutorFactory(String id, String help) {
        this.id = id;
        this.help = help;
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getHelpText() {
        return help;
    }

    @Override
    public final List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public final void init(Config.Scope config) {}

    @Override
    public final void postInit(KeycloakSessionFactory factory) {}

    @Override
    public final void close() {}
}
