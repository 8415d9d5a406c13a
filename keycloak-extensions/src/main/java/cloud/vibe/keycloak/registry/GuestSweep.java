package cloud.vibe.keycloak.registry;

import cloud.vibe.keycloak.grant.GrantBook;
import cloud.vibe.keycloak.grant.GrantQuery;
import cloud.vibe.keycloak.grant.GrantStatus;
import cloud.vibe.keycloak.grant.Reconciliation;
import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.outbox.Issuer;
import cloud.vibe.keycloak.outbox.Outbox;
import cloud.vibe.keycloak.permission.Permission;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

/**
 * Removes guests whom nothing leads back any more: no sign-in is left, and there is nothing that they could sign in with. What they have
 * allowed apps ends with them, for nobody could take it back. It looks at a few of them a minute, round and round, so a million cost no more at a time than a hundred. One transaction a guest, on
 * any number of nodes: whoever is gone already is passed over.
 */
final class GuestSweep implements ScheduledTask {
    private static final Logger LOG = Logger.getLogger(GuestSweep.class);
    private static final long EVERY_MILLIS = 60_000;
    private static final int BATCH = 200;

    /** A sign-in may still be on its way: there are steps after the consent page. */
    private static final Duration AT_LEAST = Duration.ofHours(1);

    /** By realm, how many were looked at and stay. */
    private final Map<String, Integer> seen = new HashMap<>();

    static void schedule(KeycloakSessionFactory sessions) {
        KeycloakModelUtils.runJobInTransaction(
                sessions,
                session -> session.getProvider(TimerProvider.class).scheduleTask(new GuestSweep(), EVERY_MILLIS));
    }

    @Override
    public void run(KeycloakSession session) {
        // Other realms are none of ours, whatever their groups are called.
        for (RealmModel realm :
                session.realms().getRealmsStream().filter(Outbox::isToldOf).toList()) {
            session.getContext().setRealm(realm);
            Optional<GroupModel> guests = Guest.group(session, realm);
            if (guests.isPresent()) {
                sweep(session, realm, guests.get());
            }
        }
    }

    private void sweep(KeycloakSession session, RealmModel realm, GroupModel guests) {
        int first = seen.getOrDefault(realm.getId(), 0);
        List<String> some = session.users()
                .getGroupMembersStream(realm, guests, first, BATCH)
                .map(UserModel::getId)
                .toList();
        int stay = 0;
        for (String guest : some) {
            stay += isRemoved(session.getKeycloakSessionFactory(), realm.getId(), guest) ? 0 : 1;
        }
        seen.put(realm.getId(), some.size() < BATCH ? 0 : first + stay);
    }

    private static boolean isRemoved(KeycloakSessionFactory sessions, String realmId, String guest) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> removeIfGone(own, realmId, guest));
        } catch (RuntimeException e) {
            LOG.warnf(e, "guest %s cannot come back, and cannot be removed yet", guest);
            return false;
        }
    }

    private static boolean removeIfGone(KeycloakSession session, String realmId, String id) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        // Here is no request that names it, and the data API is to hear of the end.
        new Reconciliation(session, realm).issuer().ifPresent(issuer -> Issuer.assume(session, issuer));
        UserModel person = session.users().getUserById(realm, id);
        return person != null
                && Guest.is(person)
                && !canComeBack(session, realm, person)
                && new UserManager(session).removeUser(realm, person);
    }

    private static boolean canComeBack(KeycloakSession session, RealmModel realm, UserModel guest) {
        Long since = guest.getCreatedTimestamp();
        return since == null
                || since > Time.currentTimeMillis() - AT_LEAST.toMillis()
                || guest.getEmail() != null
                || guest.credentialManager()
                        .getStoredCredentialsStream()
                        .findAny()
                        .isPresent()
                || session.users()
                        .getFederatedIdentitiesStream(realm, guest)
                        .findAny()
                        .isPresent()
                || session.sessions()
                        .getUserSessionsStream(realm, guest)
                        .findAny()
                        .isPresent()
                || session.sessions()
                        .getOfflineUserSessionsStream(realm, guest)
                        .findAny()
                        .isPresent()
                || actsForOthers(session, realm, guest);
    }

    /** A grant that reaches beyond the guest's own data stays until it runs out; every other ends with them. */
    private static boolean actsForOthers(KeycloakSession session, RealmModel realm, UserModel guest) {
        return new GrantBook(session)
                .search(realm, new GrantQuery(guest.getId(), null, GrantStatus.ACTIVE, 0, GrantQuery.MOST)).stream()
                        .anyMatch(grant -> grant.permissions().stream().anyMatch(Permission::global));
    }
}
