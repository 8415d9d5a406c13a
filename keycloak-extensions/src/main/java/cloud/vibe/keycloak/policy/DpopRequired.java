package cloud.vibe.keycloak.policy;

import java.util.EnumSet;
import java.util.Set;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Where the realm's attribute {@value #ATTRIBUTE} is {@code true}, no app gets a token without a proof of possession (RFC 9449), whatever the
 * app's own setting says and since when it is there. Keycloak verifies each proof that comes, so here it is enough that one came.
 */
final class DpopRequired implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    static final String ATTRIBUTE = "vibe.dpopRequired";

    private static final String PROOF = "DPoP";
    // The first one before a code is used up, so that it can be redeemed with a proof after all.
    private static final Set<ClientPolicyEvent> TOKEN_IS_ASKED_FOR = EnumSet.of(
            ClientPolicyEvent.PRE_TOKEN_REQUEST,
            ClientPolicyEvent.TOKEN_REQUEST,
            ClientPolicyEvent.TOKEN_REFRESH,
            ClientPolicyEvent.SERVICE_ACCOUNT_TOKEN_REQUEST,
            ClientPolicyEvent.TOKEN_EXCHANGE_REQUEST,
            ClientPolicyEvent.DEVICE_TOKEN_REQUEST,
            ClientPolicyEvent.BACKCHANNEL_TOKEN_REQUEST,
            ClientPolicyEvent.JWT_AUTHORIZATION_GRANT);

    private final KeycloakSession session;

    DpopRequired(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (TOKEN_IS_ASKED_FOR.contains(context.getEvent()) && isRequired() && !isProven()) {
            // https://www.rfc-editor.org/rfc/rfc9449#section-5
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_DPOP_PROOF, "This cloud gives out tokens to a DPoP proof only");
        }
    }

    private boolean isRequired() {
        return "true".equals(session.getContext().getRealm().getAttribute(ATTRIBUTE));
    }

    private boolean isProven() {
        return session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(PROOF) != null;
    }

    @Override
    public String getProviderId() {
        return DpopRequiredFactory.ID;
    }
}
