package cloud.vibe.keycloak.policy;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.par.endpoints.request.AuthzEndpointParParser;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.AuthorizationRequestContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.util.TokenUtil;

/**
 * A pushed request is good for one answer (RFC 9126, section 7.3), also with {@code prompt=none}. Keycloak forgets it when the sign-in is
 * complete, so that its page can be loaded again until then; a silent request has no page, and is not forgotten.
 */
final class PushedOnce implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    private final KeycloakSession session;

    PushedOnce(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context instanceof AuthorizationRequestContext request && request.isParRequest() && isSilent(request)) {
            MultivaluedMap<String, String> parameters = request.getRequestParameters();
            String uri = parameters.getFirst(OIDCLoginProtocol.REQUEST_URI_PARAM);
            // Of two at once, one takes it.
            if (uri == null || AuthzEndpointParParser.removeRequestObject(session, uri) == null) {
                throw new ClientPolicyException(
                        OAuthErrorException.INVALID_REQUEST_URI, "The pushed request has been used: push it again");
            }
        }
    }

    private static boolean isSilent(AuthorizationRequestContext request) {
        return TokenUtil.hasPrompt(
                request.getAuthorizationEndpointRequest().getPrompt(), OIDCLoginProtocol.PROMPT_VALUE_NONE);
    }

    @Override
    public String getProviderId() {
        return PushedOnceFactory.ID;
    }
}
