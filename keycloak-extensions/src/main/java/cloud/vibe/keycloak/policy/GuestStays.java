package cloud.vibe.keycloak.policy;

import cloud.vibe.keycloak.identity.Guest;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.RefreshToken;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.LogoutRequestContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Refuses an app that ends a guest's sign-in behind the browser's back, by a refresh token: nothing else leads back to the guest, in any app.
 * For whoever has an account that is a sign-in more, and Keycloak's to decide.
 */
final class GuestStays implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    private final KeycloakSession session;

    GuestStays(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context instanceof LogoutRequestContext logout && isOfAGuest(logout)) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_REQUEST,
                    "A guest's sign-in is all that leads back to them. Revoke the token instead (RFC 7009): that signs them out of this app");
        }
    }

    private boolean isOfAGuest(LogoutRequestContext logout) {
        RealmModel realm = session.getContext().getRealm();
        // A token that is none is refused after us.
        return Optional.ofNullable(logout.getParams())
                .map(form -> form.getFirst(OAuth2Constants.REFRESH_TOKEN))
                .map(token -> session.tokens().decode(token, RefreshToken.class))
                .map(RefreshToken::getSessionId)
                .stream()
                .flatMap(id -> Stream.of(
                        Optional.ofNullable(session.sessions().getUserSession(realm, id)),
                        Optional.ofNullable(session.sessions().getOfflineUserSession(realm, id))))
                .flatMap(Optional::stream)
                .map(UserSessionModel::getUser)
                .anyMatch(person -> person != null && Guest.is(person));
    }

    @Override
    public String getProviderId() {
        return GuestStaysFactory.ID;
    }
}
