package cloud.vibe.keycloak.claims;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.permission.Permission;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What a token says of an app for itself: by the client credentials (RFC 6749 section 4.4) of the app's confidential sibling, a client
 * whose attribute {@value Principal.App#OF_SIBLING} holds the client id of the app that it works for. A browser app keeps no secret, so it has a sibling.
 */
final class AppClaims {
    private AppClaims() {}

    static boolean isServiceAccount(UserModel user) {
        return user.getServiceAccountClientLink() != null;
    }

    /** The app that the sibling works for; none where the sibling names none, or one that is disabled or a sibling itself. */
    static Optional<ClientModel> app(RealmModel realm, ClientModel sibling, UserModel user) {
        @Nullable String name = sibling.getAttribute(Principal.App.OF_SIBLING);
        if (name == null || !sibling.getId().equals(user.getServiceAccountClientLink())) {
            return Optional.empty();
        }
        return Optional.ofNullable(realm.getClientByClientId(name))
                .filter(ClientModel::isEnabled)
                .filter(app -> app.getAttribute(Principal.App.OF_SIBLING) == null);
    }

    static Map<String, Object> claims(
            String appUuid, String clientId, Collection<Permission> permissions, String didDomain) {
        Principal.App app = Principal.App.of(appUuid);
        Map<String, Object> claims = new TreeMap<>();
        claims.put("did", app.did(didDomain).value());
        claims.put("app", app.id().toString());
        claims.put("app_client_id", clientId);
        claims.put("permissions", permissions.stream().map(Permission::toString).toList());
        return claims;
    }
}
