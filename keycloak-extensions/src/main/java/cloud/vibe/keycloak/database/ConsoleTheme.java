package cloud.vibe.keycloak.database;

import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The theme of Keycloak's admin console that says until when a grant holds and what became of it. A console has the theme of the realm that
 * its admin signs in to, which is the master realm for whoever administers more than one.
 */
final class ConsoleTheme {
    private static final String THEME = "vibe";

    /** On the master realm: it was asked once, and whatever its admins have made of it since is theirs. */
    private static final String ASKED = "vibe.console.theme";

    private static final Logger LOG = Logger.getLogger(ConsoleTheme.class);

    private ConsoleTheme() {}

    static void add(RealmModel realm) {
        String present = realm.getAdminTheme();
        if (present == null || present.isEmpty()) {
            realm.setAdminTheme(THEME);
        }
    }

    static void addToMaster(KeycloakSession session) {
        RealmModel master = session.realms().getRealmByName(Config.getAdminRealm());
        if (master != null) {
            addOnce(master);
        }
    }

    static void addOnce(RealmModel master) {
        if (master.getAttribute(ASKED) == null) {
            add(master);
            master.setAttribute(ASKED, true);
            LOG.infof("the console of realm %s has the theme %s", master.getName(), master.getAdminTheme());
        }
    }
}
