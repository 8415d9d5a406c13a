package cloud.vibe.keycloak.policy;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Offers the executor to client profiles. */
public final class ActionsDoneFactory extends ExecutorFactory {
    static final String ID = "vibe-actions-done";

    public ActionsDoneFactory() {
        super(
                ID,
                "Refuses every token while a required action of the person is open, and to a guest wherever an account is needed.");
    }

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new ActionsDone();
    }
}
