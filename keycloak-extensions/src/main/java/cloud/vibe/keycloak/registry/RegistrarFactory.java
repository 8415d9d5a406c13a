package cloud.vibe.keycloak.registry;

import cloud.vibe.keycloak.identity.Principal;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;

/** Listens in every realm, whatever its event settings say, and to apps that come and change, and to whoever is removed; has guests swept. */
public final class RegistrarFactory implements EventListenerProviderFactory {
    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new Registrar(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        sessions.register(RegistrarFactory::onModelEvent);
    }

    private static void onModelEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientRemovedEvent removed) {
            tell(removed.getKeycloakSession(), removed.getClient(), true);
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            tell(updated.getKeycloakSession(), updated.getUpdatedClient(), false);
        } else if (event instanceof UserModel.UserRemovedEvent removed
                && removed.getUser().getServiceAccountClientLink() == null) {
            Registrar.tell(
                    removed.getKeycloakSession(),
                    removed.getRealm(),
                    Registration.ofPerson(removed.getUser().getId(), true, Registrar.now()));
        } else if (event instanceof PostMigrationEvent migrated) {
            GuestSweep.schedule(migrated.getFactory());
        }
    }

    /** A sibling works for an app and is none; nor is what Keycloak makes for itself. */
    private static void tell(KeycloakSession session, ClientModel client, boolean isDeleted) {
        if (Principal.App.isApp(client.getClientId()) && client.getAttribute(Principal.App.OF_SIBLING) == null) {
            Registrar.tell(session, client.getRealm(), Registration.ofApp(client, isDeleted, Registrar.now()));
        }
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "vibe-registrar";
    }

    @Override
    public void close() {}
}
