package cloud.vibe.keycloak.policy;

import cloud.vibe.keycloak.flow.PushedRequest;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequestParserProcessor;
import org.keycloak.protocol.oidc.endpoints.request.RequestUriType;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.AuthorizationRequestContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.util.TokenUtil;

/**
 * A pushed request is good for one answer (RFC 9126, section 7.3). It is forgotten when the sign-in is complete, so that its page can be
 * loaded again until then; a silent request ({@code prompt=none}) has no page, and is forgotten at once.
 */
final class PushedOnce implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    private final KeycloakSession session;

    PushedOnce(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (!(context instanceof AuthorizationRequestContext request) || !request.isParRequest()) {
            return;
        }
        @Nullable String uri = request.getRequestParameters().getFirst(OIDCLoginProtocol.REQUEST_URI_PARAM);
        // Keycloak calls every reference a pushed request here, also that to an app's own server.
        if (uri == null || AuthorizationEndpointRequestParserProcessor.getRequestUriType(uri) != RequestUriType.PAR) {
            return;
        }
        if (!isSilent(request)) {
            PushedRequest.remember(request.getAuthenticationSession(), uri);
        } else if (!PushedRequest.take(session, uri)) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_REQUEST_URI, "The pushed request has been used: push it again");
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
