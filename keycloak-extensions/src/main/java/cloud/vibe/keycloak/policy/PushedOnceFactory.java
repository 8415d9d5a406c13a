package cloud.vibe.keycloak.policy;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Offers the executor to client profiles. */
public final class PushedOnceFactory extends ExecutorFactory {
    static final String ID = "vibe-pushed-once";

    public PushedOnceFactory() {
        super(ID, "Answers a pushed authorization request (RFC 9126) once, also a silent one.");
    }

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new PushedOnce(session);
    }
}
