package cloud.vibe.keycloak.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.util.JsonSerialization;

/**
 * Brings a realm that is there already to what the realm file is now, for Keycloak imports that file only once. The realm's attribute
 * {@value #VERSION} says how far it has come. A step adds what is new; what an admin has set since is theirs, and stays.
 */
final class RealmUpgrade {
    private static final String VERSION = "vibe.realm.version";

    private static final String TASK = "vibe-realm-upgrade";

    /** Then another node may try, should the first have died at it. */
    private static final int LONGEST_SECONDS = 300;

    private static final Logger LOG = Logger.getLogger(RealmUpgrade.class);

    /** From version 1 to 2 the first of them, and so on. */
    private static final List<BiConsumer<KeycloakSession, RealmModel>> STEPS = List.of(
            (session, realm) -> {
                addReservedPermissions(realm);
                addExecutors(session, realm, "vibe-every-app", List.of("vibe-exact-redirects", "vibe-dpop-required"));
            },
            SignUpSetting::add,
            (session, realm) -> {
                SignUpSetting.addMerge(realm);
                addExecutors(session, realm, "vibe-every-app", List.of("vibe-guest-stays"));
            },
            (session, realm) -> addExecutors(session, realm, "vibe-every-app", List.of("vibe-pushed-once")),
            (session, realm) -> ConsoleTheme.add(realm));

    private RealmUpgrade() {}

    /** The version of the realm file. */
    static int newest() {
        return STEPS.size() + 1;
    }

    /** By one node of a cluster: two at once would add the same twice. The others see what it has done. */
    static void run(KeycloakSessionFactory sessions) {
        try (KeycloakSession session = sessions.create()) {
            session.getProvider(ClusterProvider.class).executeIfNotExecuted(TASK, LONGEST_SECONDS, () -> {
                upgradeAll(sessions);
                return true;
            });
        }
    }

    /** Each by itself: what is wrong with one realm is no reason for the others to wait, or for Keycloak not to start. */
    private static void upgradeAll(KeycloakSessionFactory sessions) {
        List<String> ours = KeycloakModelUtils.runJobInTransactionWithResult(
                sessions,
                session -> session.realms()
                        .getRealmsStream()
                        .filter(realm -> version(realm) > 0)
                        .map(RealmModel::getId)
                        .toList());
        ours.forEach(id -> attempt(sessions, id, session -> {
            RealmModel realm = session.realms().getRealm(id);
            if (realm != null) {
                upgrade(session, realm);
            }
        }));
        if (!ours.isEmpty()) {
            attempt(sessions, Config.getAdminRealm(), ConsoleTheme::addToMaster);
        }
    }

    /** Twice, for a node that shares the database only may have been quicker, and both cannot add the same. Then nothing is left to do. */
    private static void attempt(KeycloakSessionFactory sessions, String realm, KeycloakSessionTask work) {
        try {
            KeycloakModelUtils.runJobInTransaction(sessions, work);
        } catch (RuntimeException first) {
            LOG.debugf(first, "realm %s could not be upgraded, trying again", realm);
            try {
                KeycloakModelUtils.runJobInTransaction(sessions, work);
            } catch (RuntimeException e) {
                LOG.errorf(e, "realm %s could not be upgraded; it stays as it is until Keycloak starts again", realm);
            }
        }
    }

    /** What the realm file cannot say of a realm that has just been made from it. */
    static void complete(KeycloakSession session, RealmModel realm) {
        if (realm.getAttribute(VERSION) != null) {
            SignUpSetting.add(session, realm);
        }
    }

    /** 0 where it is none of ours, or of a version that nothing is known of: then nothing is done. */
    private static int version(RealmModel realm) {
        String word = realm.getAttribute(VERSION);
        int version = word != null && word.matches("[0-9]{1,4}") ? Integer.parseInt(word) : 0;
        return version <= newest() ? version : 0;
    }

    private static void upgrade(KeycloakSession session, RealmModel realm) {
        int version = version(realm);
        if (version == 0 || version == newest()) {
            return;
        }
        // Keycloak's own settings of a realm are found by it.
        session.getContext().setRealm(realm);
        STEPS.subList(version - 1, STEPS.size()).forEach(step -> step.accept(session, realm));
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

    /** A profile that an admin has removed stays removed. */
    private static void addExecutors(
            KeycloakSession session, RealmModel realm, String profile, List<String> executors) {
        try {
            ClientProfilesRepresentation profiles = session.clientPolicy().getClientProfiles(realm, false);
            profiles.getProfiles().stream()
                    .filter(one -> profile.equals(one.getName()))
                    .forEach(one -> addExecutors(one, executors));
            session.clientPolicy().updateClientProfiles(realm, profiles);
        } catch (ClientPolicyException e) {
            throw new IllegalStateException(e.getErrorDetail(), e);
        }
    }

    private static void addExecutors(ClientProfileRepresentation profile, List<String> executors) {
        List<ClientPolicyExecutorRepresentation> all = new ArrayList<>(profile.getExecutors());
        executors.stream()
                .filter(id -> all.stream().noneMatch(executor -> id.equals(executor.getExecutorProviderId())))
                .forEach(id -> all.add(executor(id)));
        profile.setExecutors(all);
    }

    private static ClientPolicyExecutorRepresentation executor(String id) {
        ClientPolicyExecutorRepresentation executor = new ClientPolicyExecutorRepresentation();
        executor.setExecutorProviderId(id);
        executor.setConfiguration(JsonSerialization.mapper.createObjectNode());
        return executor;
    }
}
