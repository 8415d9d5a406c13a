package cloud.vibe.keycloak.policy;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Offers the executor to client profiles. */
public final class GuestStaysFactory extends ExecutorFactory {
    static final String ID = "vibe-guest-stays";

    public GuestStaysFactory() {
        super(ID, "Refuses an app that ends the whole sign-in of a guest by a refresh token.");
    }

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new GuestStays(session);
    }
}
