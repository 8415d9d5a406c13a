package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.identity.Principal;
import org.keycloak.models.ClientModel;

/** An app as it was when it got the grant: the name is still known when the client is not any more. */
public record GrantedApp(Principal.App principal, String clientId, String name) {
    static GrantedApp of(ClientModel client) {
        String name = client.getName();
        return new GrantedApp(
                Principal.App.of(client.getId()),
                client.getClientId(),
                name == null || name.isBlank() ? client.getClientId() : name);
    }
}
