package cloud.vibe.keycloak.outbox;

import cloud.vibe.keycloak.environment.Environment;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderFactory;

/** Starts the sender once the tables are there, and stops it with the server. */
public final class OutboxFactory implements ProviderFactory<Outbox> {
    private @Nullable OutboxSender sender;

    @Override
    public void init(Config.Scope config) {
        // Read here and not at the first event: a server that could not tell of a revocation must not start.
        Environment.current();
    }

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        OutboxSender started = new OutboxSender(sessions, Environment.current());
        sender = started;
        sessions.register(event -> {
            if (event instanceof PostMigrationEvent) {
                started.start();
            }
        });
    }

    @Override
    public Outbox create(KeycloakSession session) {
        if (sender == null) {
            throw new IllegalStateException("the outbox is used before Keycloak has started");
        }
        return new Outbox(session, sender);
    }

    @Override
    public String getId() {
        return "jpa";
    }

    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
