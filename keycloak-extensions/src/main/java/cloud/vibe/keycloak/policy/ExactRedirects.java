package cloud.vibe.keycloak.policy;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.ClientModelContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * An app is redirected to addresses that it has registered letter by letter (RFC 9700 section 2.1): Keycloak's {@code *} is refused when the
 * app is registered or changed, and an app that has one from before cannot begin a sign-in. (Keycloak's own executor for that does not let
 * pushed requests through, which bring their address elsewhere.)
 */
final class ExactRedirects implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    private static final String AFTER_LOGOUT = "post.logout.redirect.uris";

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        switch (context.getEvent()) {
            case REGISTER, UPDATE -> {
                if (context instanceof ClientCRUDContext change) {
                    require(change.getProposedClientRepresentation());
                }
            }
            case AUTHORIZATION_REQUEST, PUSHED_AUTHORIZATION_REQUEST -> {
                ClientModel client = context instanceof ClientModelContext known ? known.getClient() : null;
                if (client != null && hasPattern(client.getRedirectUris(), client.getAttributes())) {
                    throw new ClientPolicyException(
                            OAuthErrorException.UNAUTHORIZED_CLIENT, "The app has registered a pattern as its address");
                }
            }
            default -> {}
        }
    }

    private static void require(@Nullable ClientRepresentation client) throws ClientPolicyException {
        if (client != null && hasPattern(client.getRedirectUris(), client.getAttributes())) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_CLIENT_METADATA,
                    "Redirect addresses are exact here: write each one out, without *");
        }
    }

    static boolean hasPattern(@Nullable Collection<String> redirects, @Nullable Map<String, String> attributes) {
        Stream<String> afterLogout = attributes == null || attributes.get(AFTER_LOGOUT) == null
                ? Stream.of()
                : Stream.of(attributes.get(AFTER_LOGOUT));
        return Stream.concat(redirects == null ? Stream.of() : redirects.stream(), afterLogout)
                .anyMatch(address -> address.contains("*"));
    }

    @Override
    public String getProviderId() {
        return ExactRedirectsFactory.ID;
    }
}
