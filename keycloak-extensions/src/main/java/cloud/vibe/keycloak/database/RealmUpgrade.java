package cloud.vibe.keycloak.database;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * Brings a realm that is there already to what the realm file is now, for Keycloak imports that file only once. The realm's attribute
 * {@value #VERSION} says how far it has come. A step adds what is new; what an admin has set since is theirs, and stays.
 */
final class RealmUpgrade {
    private static final String VERSION = "vibe.realm.version";

    private static final Logger LOG = Logger.getLogger(RealmUpgrade.class);

    /** From version 1 to 2 the first of them, and so on. */
    private static final List<Consumer<RealmModel>> STEPS = List.of(RealmUpgrade::addReservedPermissions);

    private RealmUpgrade() {}

    /** The version of the realm file. */
    static int newest() {
        return STEPS.size() + 1;
    }

    static void run(KeycloakSessionFactory sessions) {
        try {
            KeycloakModelUtils.runJobInTransaction(sessions, RealmUpgrade::run);
        } catch (RuntimeException e) {
            // Another node may have been quicker, and both cannot add the same. Then nothing is left to do.
            LOG.debug("a realm could not be upgraded, trying again", e);
            KeycloakModelUtils.runJobInTransaction(sessions, RealmUpgrade::run);
        }
    }

    private static void run(KeycloakSession session) {
        session.realms()
                .getRealmsStream()
                .filter(realm -> realm.getAttribute(VERSION) != null)
                .toList()
                .forEach(RealmUpgrade::upgrade);
    }

    /** Of a version that is not ours nothing is known, and nothing is done. */
    private static void upgrade(RealmModel realm) {
        String word = realm.getAttribute(VERSION);
        int version = word.matches("[0-9]{1,4}") ? Integer.parseInt(word) : 0;
        if (version < 1 || version >= newest()) {
            return;
        }
        STEPS.subList(version - 1, STEPS.size()).forEach(step -> step.accept(realm));
        realm.setAttribute(VERSION, newest());
        LOG.infof("realm %s is brought from version %d to %d", realm.getName(), version, newest());
    }

    private static void addReservedPermissions(RealmModel realm) {
        Map.of("read", "see what other apps may do", "write", "take away what other apps may do")
                .forEach((access, what) -> addPermission(realm, "grants", access, what));
        Map.of("read", "read groups", "write", "write groups")
                .forEach((access, what) -> addPermission(realm, "groups", access, what));
        Map.of("read", "see linked keys", "write", "link keys, which then speak for the person")
                .forEach((access, what) -> addPermission(realm, "identity", access, what));
    }

    private static void addPermission(RealmModel realm, String type, String access, String what) {
        String name = type + ":" + access;
        boolean isThere =
                realm.getClientScopesStream().map(ClientScopeModel::getName).anyMatch(name::equals);
        if (isThere) {
            return;
        }
        ClientScopeModel scope = realm.addClientScope(name);
        scope.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        scope.setDescription("Permission: " + what);
        scope.setIncludeInTokenScope(true);
        scope.setDisplayOnConsentScreen(true);
        scope.setConsentScreenText("${vibe.permission." + type + "." + access + "}");
    }
}
