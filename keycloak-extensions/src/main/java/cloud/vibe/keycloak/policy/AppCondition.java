package cloud.vibe.keycloak.policy;

import cloud.vibe.keycloak.identity.Principal;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyConditionConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyVote;
import org.keycloak.services.clientpolicy.condition.AbstractClientPolicyConditionProvider;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.ClientModelContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;

/** Every client is an app, except those that Keycloak itself makes in a realm. What cannot be told is an app. */
final class AppCondition
        extends AbstractClientPolicyConditionProvider<ClientPolicyConditionConfigurationRepresentation> {
    AppCondition(KeycloakSession session) {
        super(session);
    }

    static boolean isApp(@Nullable String clientId) {
        return clientId == null || Principal.App.isApp(clientId);
    }

    @Override
    public ClientPolicyVote applyPolicy(ClientPolicyContext context) {
        return isApp(clientId(context)) ? ClientPolicyVote.YES : ClientPolicyVote.NO;
    }

    private @Nullable String clientId(ClientPolicyContext context) {
        if (context instanceof ClientCRUDContext change) {
            // The client that is there, not the name that it would like to have.
            ClientModel target = change.getTargetClient();
            return target == null ? null : target.getClientId();
        }
        if (context instanceof PreAuthorizationRequestContext request) {
            return request.getClientId();
        }
        ClientModel client = context instanceof ClientModelContext known ? known.getClient() : null;
        // A code that is unknown or used leads to no client (PreTokenRequestContext): then it is the one that presents
        // it.
        if (client == null) {
            client = session.getContext().getClient();
        }
        return client == null ? null : client.getClientId();
    }

    @Override
    public Class<ClientPolicyConditionConfigurationRepresentation> getConditionConfigurationClass() {
        return ClientPolicyConditionConfigurationRepresentation.class;
    }

    @Override
    public String getProviderId() {
        return AppConditionFactory.ID;
    }
}
