package cloud.vibe.keycloak.policy;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Offers the executor to client profiles. */
public final class ExactRedirectsFactory extends ExecutorFactory {
    static final String ID = "vibe-exact-redirects";

    public ExactRedirectsFactory() {
        super(ID, "Refuses patterns among the addresses that an app may be redirected to.");
    }

    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new ExactRedirects();
    }
}
