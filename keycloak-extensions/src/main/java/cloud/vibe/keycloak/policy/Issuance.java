package cloud.vibe.keycloak.policy;

import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.protocol.oidc.grants.ciba.clientpolicy.context.BackchannelTokenResponseContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenResponseContext;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.context.TokenRefreshResponseContext;
import org.keycloak.services.clientpolicy.context.TokenRequestContext;
import org.keycloak.services.clientpolicy.context.TokenResponseContext;

/** The moments at which tokens of a person are about to leave: a code is redeemed, a token refreshed, a device let in. */
final class Issuance {
    private Issuance() {}

    /** A token for a token, or for somebody else's word: Keycloak does not say which sign-in stands behind it, so nobody can look at it. */
    static boolean isWithoutSignIn(ClientPolicyContext context) {
        return context.getEvent() == ClientPolicyEvent.TOKEN_EXCHANGE_REQUEST
                || context.getEvent() == ClientPolicyEvent.JWT_AUTHORIZATION_GRANT;
    }

    /** Empty where the event is no such moment. */
    static Optional<AuthenticatedClientSessionModel> session(ClientPolicyContext context) {
        if (context instanceof TokenRequestContext redeemed) {
            return Optional.of(redeemed.getClientSession());
        }
        if (context instanceof TokenResponseContext issued) {
            return Optional.of(issued.getClientSessionContext().getClientSession());
        }
        if (context instanceof TokenRefreshResponseContext refreshed) {
            return Optional.of(refreshed
                    .getAccessTokenResponseBuilder()
                    .getClientSessionCtx()
                    .getClientSession());
        }
        if (context instanceof DeviceTokenResponseContext device) {
            return Optional.of(device.getClientSession());
        }
        if (context instanceof BackchannelTokenResponseContext backchannel) {
            return Optional.of(backchannel.getClientSessionContext().getClientSession());
        }
        return Optional.empty();
    }
}
