package cloud.vibe.keycloak.policy;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** Offers the executor to client profiles. */
public final class DpopRequiredFactory implements ClientPolicyExecutorProviderFactory {
    static final String ID = "vibe-dpop-required";

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new DpopRequired(session);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getHelpText() {
        return "Refuses every token that is not bound to a key (DPoP), where the realm's attribute vibe.dpopRequired is true.";
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
