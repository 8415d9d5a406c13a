package cloud.vibe.keycloak.reconciliation;

import cloud.vibe.keycloak.environment.Environment;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderFactory;

/** Starts the reconciler once the tables are there, and stops it with the server. */
public final class ReconcilerFactory implements ProviderFactory<Reconciler> {
    private @Nullable Reconciler reconciler;

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        Reconciler started = new Reconciler(sessions, Environment.current());
        reconciler = started;
        sessions.register(event -> {
            if (event instanceof PostMigrationEvent) {
                started.start();
            }
        });
    }

    @Override
    public Reconciler create(KeycloakSession session) {
        if (reconciler == null) {
            throw new IllegalStateException("the reconciler is used before Keycloak has started");
        }
        return reconciler;
    }

    @Override
    public String getId() {
        return "comparison";
    }

    @Override
    public void close() {
        if (reconciler != null) {
            reconciler.stop();
        }
    }
}
