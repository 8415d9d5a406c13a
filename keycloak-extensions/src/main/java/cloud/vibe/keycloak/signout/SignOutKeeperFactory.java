package cloud.vibe.keycloak.signout;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.outbox.Outbox;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/** Listens in every realm, whatever its event settings say, and to apps that are disabled or removed. */
public final class SignOutKeeperFactory implements EventListenerProviderFactory {
    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new SignOutKeeper(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        sessions.register(SignOutKeeperFactory::onModelEvent);
    }

    private static void onModelEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientRemovedEvent removed) {
            ended(removed.getKeycloakSession(), removed.getClient());
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated
                && !updated.getUpdatedClient().isEnabled()) {
            ended(updated.getKeycloakSession(), updated.getUpdatedClient());
        }
    }

    /** An app for itself stands in its tokens by the app's own name, also where a sibling asked for them. */
    private static void ended(KeycloakSession session, ClientModel client) {
        RealmModel realm = client.getRealm();
        if (!Outbox.isToldOf(realm)) {
            return;
        }
        @Nullable String name = client.getAttribute(Principal.App.OF_SIBLING);
        @Nullable ClientModel app = name == null ? client : realm.getClientByClientId(name);
        boolean isSibling = name != null && client.isServiceAccountsEnabled();
        if (app != null && (name == null || isSibling) && app.getAttribute(Principal.App.OF_SIBLING) == null) {
            new SignOuts(session, realm).tell(SignOut.ofApp(app.getId(), SignOutKeeper.now()));
        }
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "vibe-sign-outs";
    }

    @Override
    public void close() {}
}
