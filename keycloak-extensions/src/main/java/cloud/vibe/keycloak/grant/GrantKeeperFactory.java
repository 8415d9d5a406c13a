package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.permission.Scopes;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;

/** Listens in every realm, whatever its event settings say, and to the model itself, where an exception stops the transaction. */
public final class GrantKeeperFactory implements EventListenerProviderFactory {
    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new GrantKeeper(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        sessions.register(GrantKeeperFactory::onModelEvent);
    }

    private static void onModelEvent(ProviderEvent event) {
        if (event instanceof UserModel.UserRemovedEvent removed) {
            new Grants(removed.getKeycloakSession()).revokeAllOf(removed.getRealm(), removed.getUser());
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            revokeAllFor(removed.getKeycloakSession(), removed.getClient());
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated
                && !updated.getUpdatedClient().isEnabled()) {
            revokeAllFor(updated.getKeycloakSession(), updated.getUpdatedClient());
        } else if (event instanceof ClientScopeModel.ClientScopeRemovedEvent removed) {
            withdraw(removed.getKeycloakSession(), removed.getClientScope());
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            new Grants(removed.getKeycloakSession()).forget(removed.getRealm());
        } else if (event instanceof PostMigrationEvent migrated) {
            GrantExpiry.schedule(migrated.getFactory());
        }
    }

    private static void revokeAllFor(KeycloakSession session, ClientModel app) {
        new Grants(session).revokeAllFor(app.getRealm(), app);
    }

    private static void withdraw(KeycloakSession session, ClientScopeModel scope) {
        Scopes.permission(scope)
                .ifPresent(permission -> new Grants(session).withdrawEverywhere(scope.getRealm(), permission));
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "vibe-grants";
    }

    @Override
    public void close() {}
}
