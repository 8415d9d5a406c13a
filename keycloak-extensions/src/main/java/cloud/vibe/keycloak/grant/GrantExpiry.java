package cloud.vibe.keycloak.grant;

import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

/**
 * Ends grants whose time is over, a few times a minute and on any number of nodes. Nobody waits for it: a grant that has run out is refused
 * at that moment, here and by the data API; this only says so where people look. One transaction a grant: one that cannot be ended keeps no
 * other from it, and no locks are held while sessions are waited for.
 */
final class GrantExpiry implements ScheduledTask {
    private static final Logger LOG = Logger.getLogger(GrantExpiry.class);
    private static final long EVERY_MILLIS = 15_000;
    private static final int BATCH = 1_000;

    static void schedule(KeycloakSessionFactory sessions) {
        KeycloakModelUtils.runJobInTransaction(
                sessions,
                session -> session.getProvider(TimerProvider.class).scheduleTask(new GrantExpiry(), EVERY_MILLIS));
    }

    @Override
    public void run(KeycloakSession session) {
        for (String id : new Grants(session).expired(BATCH)) {
            try {
                KeycloakModelUtils.runJobInTransaction(
                        session.getKeycloakSessionFactory(), own -> new Grants(own).expire(id));
            } catch (RuntimeException e) {
                LOG.warnf(e, "grant %s is over, and cannot be ended yet", id);
            }
        }
    }

    @Override
    public String getTaskName() {
        return "vibe-grant-expiry";
    }
}
