package cloud.vibe.keycloak.policy;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Offers the executor to client profiles. */
public final class GrantRequiredFactory extends ExecutorFactory {
    static final String ID = "vibe-grant-required";

    public GrantRequiredFactory() {
        super(ID, "Refuses every token where the person's grant does not hold.");
    }

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new GrantRequired(session);
    }
}
