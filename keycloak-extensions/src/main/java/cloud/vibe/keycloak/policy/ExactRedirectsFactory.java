package cloud.vibe.keycloak.policy;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** Offers the executor to client profiles. */
public final class ExactRedirectsFactory implements ClientPolicyExecutorProviderFactory {
    static final String ID = "vibe-exact-redirects";

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new ExactRedirects();
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getHelpText() {
        return "Refuses patterns among the addresses that an app may be redirected to.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
