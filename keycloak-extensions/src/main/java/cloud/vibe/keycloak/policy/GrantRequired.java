package cloud.vibe.keycloak.policy;

import cloud.vibe.keycloak.grant.Grants;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Refuses every token where no grant holds, also to an app that asks for no permission: who the person is, is told by the person's
 * answer only. A refresh after a revocation is an {@code invalid_grant}.
 */
final class GrantRequired implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    private final KeycloakSession session;

    GrantRequired(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        Optional<AuthenticatedClientSessionModel> clientSession = Issuance.session(context);
        if (clientSession.isPresent() && !isGranted(clientSession.get())) {
            // https://www.rfc-editor.org/rfc/rfc6749#section-5.2
            throw new ClientPolicyException(OAuthErrorException.INVALID_GRANT, "The person's grant does not hold");
        }
    }

    private boolean isGranted(AuthenticatedClientSessionModel clientSession) {
        return new Grants(session)
                .findActive(
                        clientSession.getRealm(),
                        clientSession.getUserSession().getUser(),
                        clientSession.getClient(),
                        clientSession.getUserSession().getId())
                .isPresent();
    }

    @Override
    public String getProviderId() {
        return GrantRequiredFactory.ID;
    }
}
