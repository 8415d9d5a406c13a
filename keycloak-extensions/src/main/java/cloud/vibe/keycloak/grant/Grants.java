package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.environment.Environment;
import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.outbox.Issuer;
import cloud.vibe.keycloak.outbox.Outbox;
import cloud.vibe.keycloak.permission.Permission;
import cloud.vibe.keycloak.permission.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.UserConsentManager;

/**
 * The door to grants. Every change of one goes through here, and with it its event, in the caller's transaction. Two rules hold: a grant
 * grows by an answer on our consent page only, and it never holds more than Keycloak's own consent of the same person to the same app.
 */
public final class Grants {
    private static final String SETTLED = "vibe.grants.settled";
    private static final String LOOKED = "vibe.grants.looked";
    private static final String NONE = "none";

    private final KeycloakSession session;
    private final GrantStore store;
    private final String didDomain;

    public Grants(KeycloakSession session) {
        this.session = session;
        this.store =
                new GrantStore(session.getProvider(JpaConnectionProvider.class).getEntityManager());
        this.didDomain = Environment.current().didDomain();
    }

    /** Also one that is revoked or has expired. A request asks often, and looks once; whoever changes a grant looks again, and locks it. */
    public Optional<Grant> find(RealmModel realm, UserModel person, ClientModel app) {
        String key = looked(realm, person.getId(), app.getId());
        String known = session.getAttribute(key, String.class);
        if (known != null) {
            return known.equals(NONE) ? Optional.empty() : store.byId(realm, UUID.fromString(known));
        }
        Optional<Grant> found = store.find(realm, person.getId(), app.getId());
        session.setAttribute(key, found.map(grant -> grant.id().toString()).orElse(NONE));
        return found;
    }

    private static String looked(RealmModel realm, String userId, String clientUuid) {
        return String.join(" ", LOOKED, realm.getId(), userId, clientUuid);
    }

    /** One that holds in this sign-in: somebody may have let the app in just once, in another. */
    public Optional<Grant> findActive(RealmModel realm, UserModel person, ClientModel app, String sessionId) {
        return find(realm, person, app)
                .filter(grant -> grant.isActive(now()) && grant.lasting().holdsIn(sessionId));
    }

    /**
     * The person's answer on our consent page; whoever calls this has stored the same as Keycloak's consent.
     *
     * @throws IllegalStateException where the person is disabled
     */
    public Grant allow(
            RealmModel realm,
            UserModel person,
            ClientModel app,
            Set<Permission> permissions,
            Set<String> declined,
            Lasting lasting,
            Cause cause) {
        if (!person.isEnabled()) {
            throw new IllegalStateException("whoever is disabled allows nothing");
        }
        Optional<GrantStore.Stored> held = store.lock(realm, person.getId(), app.getId());
        GrantedApp granted = GrantedApp.of(app);
        Grant before = held.map(GrantStore.Stored::grant)
                .orElseGet(() -> Grant.none(Principal.Person.of(person.getId()), granted, now()));
        Grant after = before.allow(granted, permissions, declined, lasting, now());
        save(realm, before, after, held.map(GrantStore.Stored::issuer).orElse(""), cause);
        settled(session);
        return after;
    }

    /**
     * Ends what the person has allowed, and with it Keycloak's consent and the app's sessions. One that has ended stays as it is.
     *
     * @return the grant as it is then; empty where there has never been one
     */
    public Optional<Grant> end(RealmModel realm, String userId, String clientUuid, Cause cause) {
        Optional<GrantStore.Stored> held = store.lock(realm, userId, clientUuid);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Grant ended = held.get().grant().revoke();
        save(realm, held.get().grant(), ended, held.get().issuer(), cause);
        UserModel person = session.users().getUserById(realm, userId);
        ClientModel app = realm.getClientById(clientUuid);
        if (person != null && app != null) {
            settled(session);
            // As Keycloak's own account page does: it tells the app as well, where the app wants to be told.
            UserConsentManager.revokeConsentToClient(session, app, person);
        }
        return Optional.of(ended);
    }

    /** Until the end of the transaction nobody else changes it: what is read of its consent from now on stays true. */
    public void hold(RealmModel realm, UserModel person, ClientModel app) {
        store.lock(realm, person.getId(), app.getId());
    }

    /**
     * Takes back one scope that the app can do without; the rest stays. What is not allowed stays so.
     *
     * @param scope a permission, or another scope of the consent
     * @return the grant as it is then; empty where there has never been one
     */
    public Optional<Grant> narrow(RealmModel realm, UserModel person, ClientModel app, String scope, Cause cause) {
        Optional<GrantStore.Stored> held = store.lock(realm, person.getId(), app.getId());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Grant narrowed = held.get().grant().decline(scope);
        save(realm, held.get().grant(), narrowed, held.get().issuer(), cause);
        UserConsentModel consent = UserConsentManager.getConsentByClient(session, realm, person, app.getId());
        if (consent != null && narrowed.status() == GrantStatus.ACTIVE) {
            settled(session);
            // A consent cannot be narrowed, so it is made anew from what stays.
            UserConsentModel rest = new UserConsentModel(app);
            consent.getGrantedClientScopes().stream()
                    .filter(granted ->
                            granted instanceof ClientModel || !granted.getName().equals(scope))
                    .forEach(rest::addGrantedClientScope);
            UserConsentManager.updateConsent(session, realm, person, rest);
        }
        return Optional.of(narrowed);
    }

    /**
     * Consent and grant have been changed together in this transaction. Looking at all of the person's grants again would only lock them:
     * two apps that take back at the same time would wait for each other.
     */
    private static void settled(KeycloakSession session) {
        session.setAttribute(SETTLED, true);
    }

    static boolean isSettled(KeycloakSession session) {
        return Boolean.TRUE.equals(session.getAttribute(SETTLED));
    }

    /**
     * Brings the grants of a person into line with the person: gone or disabled, nothing holds; else what their consents say.
     *
     * @param withdrawal how what is missing was taken back
     */
    void reconcile(RealmModel realm, String userId, Cause withdrawal) {
        UserModel person = session.users().getUserById(realm, userId);
        boolean present = person != null && person.isEnabled();
        for (GrantStore.Stored held : store.lockActiveOfPerson(realm, userId)) {
            String clientUuid = held.grant().app().principal().id().toString();
            if (!present) {
                change(realm, held, Grant::revoke, Cause.Kind.PERSON_GONE);
                withdraw(realm, userId, clientUuid);
                continue;
            }
            UserConsentModel consent = session.users().getConsentByClient(realm, userId, clientUuid);
            // Whoever takes a consent back through Keycloak has ended the app's sessions with it (UserConsentManager).
            Grant kept = consent == null
                    ? held.grant().revoke()
                    : held.grant().narrow(Scopes.permissions(consent.getGrantedClientScopes()));
            save(realm, held.grant(), kept, held.issuer(), withdrawal);
        }
    }

    /**
     * Ends what was allowed for one sign-in only. It locks those grants and no others: Keycloak has locked the sessions by now, and whoever
     * holds another grant may wait for one of them.
     *
     * @param sessionId the sign-in that has ended; null if all of the person's have
     */
    void signedOut(RealmModel realm, String userId, @Nullable String sessionId) {
        for (GrantStore.Stored held : store.lockBound(realm, userId, sessionId)) {
            String clientUuid = held.grant().app().principal().id().toString();
            change(realm, held, Grant::expire, Cause.Kind.EXPIRED);
            UserModel person = session.users().getUserById(realm, userId);
            if (person != null) {
                // The app's session goes with the sign-in; its offline one, of the same name, does not by itself.
                session.users().revokeConsentForClient(realm, userId, clientUuid);
                new AppSessions(session).endOffline(realm, person, clientUuid);
            }
        }
    }

    /** Grants, of any realm, whose time is over and which do not say so yet; each is to be ended in a transaction of its own. */
    List<String> expired(int limit) {
        return store.expired(now(), limit);
    }

    /** Ends a grant whose time is over, and the consent with it, so that the account page shows what holds. */
    void expire(String id) {
        Optional<GrantStore.Placed> found = store.lockExpired(id);
        if (found.isEmpty()) {
            return;
        }
        RealmModel realm = session.realms().getRealm(found.get().realmId());
        GrantStore.Stored stored = found.get().stored();
        // Another node may have been quicker, or the person has let the app in anew.
        if (realm != null && isOver(stored.grant())) {
            session.getContext().setRealm(realm);
            end(realm, stored);
        }
    }

    /** The same of the grant that an answer is about to take the place of: what was issued under it must not come back with the new one. */
    public void endIfOver(RealmModel realm, UserModel person, ClientModel app) {
        if (find(realm, person, app).isEmpty()) {
            return;
        }
        store.lock(realm, person.getId(), app.getId())
                .filter(stored -> isOver(stored.grant()))
                .ifPresent(stored -> end(realm, stored));
    }

    private static boolean isOver(Grant grant) {
        return grant.status() == GrantStatus.ACTIVE && !grant.isActive(now());
    }

    private void end(RealmModel realm, GrantStore.Stored stored) {
        change(realm, stored, Grant::expire, Cause.Kind.EXPIRED);
        withdraw(
                realm,
                stored.grant().person().id().toString(),
                stored.grant().app().principal().id().toString());
    }

    /** Takes part in the transaction now: once the commit has begun, nothing can join it any more. */
    void expectChange() {
        session.users();
        session.getProvider(Outbox.class).expect();
    }

    /** Revokes every grant of a person who leaves. */
    void revokeAllOf(RealmModel realm, UserModel person) {
        store.lockActiveOfPerson(realm, person.getId())
                .forEach(held -> change(realm, held, Grant::revoke, Cause.Kind.PERSON_GONE));
    }

    /** Revokes every grant that an app holds, and the consents with them: back again, it must ask again. */
    void revokeAllFor(RealmModel realm, ClientModel app) {
        for (GrantStore.Stored held : store.lockActiveOfApp(realm, app.getId())) {
            change(realm, held, Grant::revoke, Cause.Kind.APP_GONE);
            withdraw(realm, held.grant().person().id().toString(), app.getId());
        }
    }

    /** An app has lost scopes: what it may not ask for any more, nobody allows it. */
    void reconcileApp(RealmModel realm, String clientUuid) {
        ClientModel app = realm.getClientById(clientUuid);
        if (app == null) {
            return;
        }
        Set<Permission> left = Scopes.permissions(Stream.of(app.getClientScopes(true), app.getClientScopes(false))
                .flatMap(scopes -> scopes.values().stream())
                .toList());
        for (GrantStore.Stored held : store.lockActiveOfApp(realm, clientUuid)) {
            save(realm, held.grant(), held.grant().narrow(left), held.issuer(), Cause.BY_ADMIN);
        }
    }

    /** A permission is no more, for any app. */
    void withdrawEverywhere(RealmModel realm, Permission permission) {
        for (GrantStore.Stored held : store.lockActiveWith(realm, permission)) {
            Set<Permission> kept = new TreeSet<>(held.grant().permissions());
            kept.remove(permission);
            save(realm, held.grant(), held.grant().narrow(kept), held.issuer(), Cause.BY_ADMIN);
        }
    }

    /** What has come of a comparison takes the place of the grant; where it has ended, consent and sessions end with it. */
    void replace(RealmModel realm, Grant before, Grant after, String issuer) {
        save(realm, before, after, issuer, Cause.of(Cause.Kind.RECONCILED));
        if (after.status() != GrantStatus.ACTIVE) {
            withdraw(
                    realm,
                    after.person().id().toString(),
                    after.app().principal().id().toString());
        }
    }

    void forget(RealmModel realm) {
        session.getProvider(Outbox.class).forget(realm);
        store.forget(realm);
    }

    /** Takes the consent back and ends the app's sessions: a refresh token from before must not come back with a later grant. */
    private void withdraw(RealmModel realm, String userId, String clientUuid) {
        if (session.users().getUserById(realm, userId) == null) {
            return;
        }
        session.users().revokeConsentForClient(realm, userId, clientUuid);
        // In a transaction of its own: in the commit of this one, the sessions have been written already.
        KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(),
                own -> new AppSessions(own).end(realm.getId(), userId, clientUuid));
    }

    private void change(RealmModel realm, GrantStore.Stored held, UnaryOperator<Grant> transition, Cause.Kind why) {
        save(realm, held.grant(), transition.apply(held.grant()), held.issuer(), Cause.of(why));
    }

    private void save(RealmModel realm, Grant before, Grant after, String lastIssuer, Cause cause) {
        if (after.equals(before)) {
            return;
        }
        String issuer = Issuer.of(session, realm, lastIssuer);
        store.save(realm, issuer, after);
        session.setAttribute(
                looked(
                        realm,
                        after.person().id().toString(),
                        after.app().principal().id().toString()),
                after.id().toString());
        if (after.version() > before.version()) {
            store.remember(realm, after, cause);
            session.getProvider(Outbox.class).write(realm, issuer, GrantEvent.of(after, didDomain));
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
