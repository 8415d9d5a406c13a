package cloud.vibe.keycloak.outbox;

import cloud.vibe.keycloak.environment.Environment;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderFactory;

/** Starts the sender once the tables are there, and stops it with the server. */
public final class OutboxFactory implements ProviderFactory<Outbox> {
    private static final Logger LOG = Logger.getLogger(OutboxFactory.class);

    private @Nullable OutboxSender sender;

    @Override
    public void init(Config.Scope config) {
        // Read here and not at the first event: a server that could not tell of a revocation must not start.
        Environment.current();
    }

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        Deliveries deliveries = new Deliveries();
        measure(sessions, deliveries);
        OutboxSender started = new OutboxSender(sessions, Environment.current(), deliveries);
        sender = started;
        sessions.register(event -> {
            if (event instanceof PostMigrationEvent) {
                started.start();
            }
        });
    }

    private static void measure(KeycloakSessionFactory sessions, Deliveries deliveries) {
        try {
            new OutboxMetrics(
                            () -> KeycloakModelUtils.runJobInTransactionWithResult(
                                    sessions, session -> new OutboxStore(session).queue()),
                            Clock.systemUTC())
                    .register(Metrics.globalRegistry, deliveries);
        } catch (NoClassDefFoundError e) {
            // A Keycloak that was built without metrics has no library for them either.
            LOG.info("metrics are not enabled in this Keycloak: nobody sees how many events wait");
        }
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
