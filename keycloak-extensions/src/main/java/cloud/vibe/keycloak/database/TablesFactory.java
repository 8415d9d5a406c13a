package cloud.vibe.keycloak.database;

import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.PostMigrationEvent;

/** Keycloak names the changelog's own table after this factory's id: it can never change. */
public final class TablesFactory implements JpaEntityProviderFactory {
    private static final String ID = "vibe";

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new Tables(ID);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        sessions.register(event -> {
            if (event instanceof PostMigrationEvent migrated) {
                RealmUpgrade.run(migrated.getFactory());
            } else if (event instanceof RealmModel.RealmPostCreateEvent made) {
                RealmUpgrade.complete(made.getKeycloakSession(), made.getCreatedRealm());
            }
        });
    }

    @Override
    public void close() {}
}
