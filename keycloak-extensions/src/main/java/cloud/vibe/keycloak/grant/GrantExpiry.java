package cloud.vibe.keycloak.grant;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

/**
 * Ends grants whose time is over, a few times a minute and on any number of nodes. Nobody waits for it: a grant that has run out is refused
 * at that moment, here and by the data API; this only says so where people look.
 */
final class GrantExpiry implements ScheduledTask {
    private static final long EVERY_MILLIS = 15_000;
    private static final int BATCH = 100;

    static void schedule(KeycloakSessionFactory sessions) {
        KeycloakModelUtils.runJobInTransaction(
                sessions,
                session -> session.getProvider(TimerProvider.class).scheduleTask(new GrantExpiry(), EVERY_MILLIS));
    }

    @Override
    public void run(KeycloakSession session) {
        new Grants(session).expire(BATCH);
    }

    @Override
    public String getTaskName() {
        return "vibe-grant-expiry";
    }
}
