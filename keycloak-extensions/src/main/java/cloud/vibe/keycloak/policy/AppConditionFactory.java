package cloud.vibe.keycloak.policy;

import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.condition.AbstractClientPolicyConditionProviderFactory;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider;

/** Offers the condition to client policies. */
public final class AppConditionFactory extends AbstractClientPolicyConditionProviderFactory {
    static final String ID = "vibe-app";

    @Override
    public ClientPolicyConditionProvider<?> create(KeycloakSession session) {
        return new AppCondition(session);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getHelpText() {
        return "Every client, except those that Keycloak itself makes in a realm.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
