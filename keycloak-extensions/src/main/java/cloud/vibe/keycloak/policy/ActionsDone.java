package cloud.vibe.keycloak.policy;

import cloud.vibe.keycloak.flow.OpenActions;
import cloud.vibe.keycloak.identity.Guest;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Refuses every token, also to Keycloak's own consoles, as long as the person has something to do first: a second factor, a new password, or,
 * where they are a guest and the client takes none, an account.
 */
final class ActionsDone implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (Issuance.isWithoutSignIn(context)) {
            throw new ClientPolicyException(
                    OAuthErrorException.UNAUTHORIZED_CLIENT,
                    "This cloud exchanges no tokens: ask the person, or for yourself");
        }
        Optional<AuthenticatedClientSessionModel> clientSession = Issuance.session(context);
        if (clientSession.isPresent() && !OpenActions.areDone(clientSession.get())) {
            // https://www.rfc-editor.org/rfc/rfc6749#section-5.2
            throw new ClientPolicyException(OAuthErrorException.INVALID_GRANT, "The sign-in is not complete");
        }
        if (clientSession.isPresent() && isOfAGuestElsewhere(clientSession.get())) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_GRANT, "A guest needs an account here: sign in again");
        }
    }

    private static boolean isOfAGuestElsewhere(AuthenticatedClientSessionModel clientSession) {
        return !Guest.mayUse(clientSession.getClient())
                && Guest.is(clientSession.getUserSession().getUser());
    }

    @Override
    public String getProviderId() {
        return ActionsDoneFactory.ID;
    }
}
