package cloud.vibe.keycloak.policy;

import cloud.vibe.keycloak.grant.Grants;
import cloud.vibe.keycloak.permission.Scopes;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.TokenRefreshResponseContext;
import org.keycloak.services.clientpolicy.context.TokenResponseContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Refuses a token with permissions where no grant holds: a refresh after a revocation is an {@code invalid_grant}. */
final class GrantRequired implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    private final KeycloakSession session;

    GrantRequired(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context instanceof TokenResponseContext issued) {
            require(issued.getClientSessionContext());
        } else if (context instanceof TokenRefreshResponseContext refreshed) {
            require(refreshed.getAccessTokenResponseBuilder().getClientSessionCtx());
        }
    }

    private void require(ClientSessionContext clientSessionContext) throws ClientPolicyException {
        boolean asksForPermissions = !Scopes.permissions(
                        clientSessionContext.getClientScopesStream().toList())
                .isEmpty();
        AuthenticatedClientSessionModel clientSession = clientSessionContext.getClientSession();
        UserSessionModel userSession = clientSession.getUserSession();
        if (asksForPermissions
                && new Grants(session)
                        .findActive(clientSession.getRealm(), userSession.getUser(), clientSession.getClient())
                        .isEmpty()) {
            // https://www.rfc-editor.org/rfc/rfc6749#section-5.2
            throw new ClientPolicyException(OAuthErrorException.INVALID_GRANT, "The person's grant does not hold");
        }
    }

    @Override
    public String getProviderId() {
        return GrantRequiredFactory.ID;
    }
}
