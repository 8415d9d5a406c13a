package cloud.vibe.keycloak.policy;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Offers the executor to client profiles. */
public final class DpopRequiredFactory extends ExecutorFactory {
    static final String ID = "vibe-dpop-required";

    public DpopRequiredFactory() {
        super(
                ID,
                "Refuses every token that is not bound to a key (DPoP), where the realm's attribute vibe.dpopRequired is true.");
    }

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new DpopRequired(session);
    }
}
