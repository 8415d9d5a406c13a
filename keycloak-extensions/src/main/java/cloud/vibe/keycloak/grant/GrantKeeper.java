package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.flow.OpenActions;
import jakarta.ws.rs.ForbiddenException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/**
 * Hears of everything that Keycloak does to people and consents behind our consent page, and brings the grants into line. It does not
 * trust what an event says in detail: it looks at what is stored.
 */
final class GrantKeeper implements EventListenerProvider {
    private static final Pattern USER_PATH = Pattern.compile("(^|.*/)users/(?<id>[0-9a-f-]{36})(/.*)?");

    private static final Pattern APP_PATH = Pattern.compile("clients/(?<id>[0-9a-f-]{36})/.*");

    private final KeycloakSession session;

    GrantKeeper(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.LOGIN) {
            refuseUnlessComplete(event);
        }
        if (concernsConsent(event.getType()) && !Grants.isSettled(session)) {
            reconcile(event.getRealmId(), event.getUserId(), Cause.ON_ACCOUNT_PAGE);
        }
        if (event.getType() == EventType.LOGOUT && event.getSessionId() != null) {
            beforeCommit(
                    event.getRealmId(),
                    event.getUserId(),
                    (grants, realm, person) -> grants.signedOut(realm, person, event.getSessionId()));
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getResourcePath() == null) {
            return;
        }
        if (event.getResourceType() == ResourceType.CLIENT_SCOPE_CLIENT_MAPPING) {
            Matcher app = APP_PATH.matcher(event.getResourcePath());
            if (app.matches()) {
                beforeCommit(event.getRealmId(), app.group("id"), Grants::reconcileApp);
            }
        }
        if (event.getResourceType() != ResourceType.USER) {
            return;
        }
        Matcher path = USER_PATH.matcher(event.getResourcePath());
        if (path.matches()) {
            reconcile(event.getRealmId(), path.group("id"), Cause.BY_ADMIN);
            if (event.getResourcePath().endsWith("/logout")) {
                beforeCommit(
                        event.getRealmId(),
                        path.group("id"),
                        (grants, realm, person) -> grants.signedOut(realm, person, null));
            }
        }
    }

    /** A token that is revoked (RFC 7009) raises REVOKE_GRANT as well; the consent then still stands, and the grant with it. */
    private static boolean concernsConsent(EventType type) {
        return type == EventType.REVOKE_GRANT
                || type == EventType.GRANT_CONSENT
                || type == EventType.UPDATE_CONSENT
                || type == EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT;
    }

    /**
     * A sign-in that leaves required actions undone fails as a whole: neither a code nor a session nor a consent stays of it. The client
     * policy would refuse the code as well; here, nothing has been stored yet.
     */
    private void refuseUnlessComplete(Event event) {
        String userSessionId = event.getSessionId();
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (userSessionId == null || realm == null || event.getClientId() == null) {
            return;
        }
        ClientModel client = realm.getClientByClientId(event.getClientId());
        UserSessionModel userSession = session.sessions().getUserSession(realm, userSessionId);
        if (client == null || userSession == null) {
            return;
        }
        AuthenticatedClientSessionModel clientSession =
                userSession.getAuthenticatedClientSessionByClient(client.getId());
        if (clientSession != null && OpenActions.wereSkipped(clientSession)) {
            session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    throw new ForbiddenException("required actions were skipped");
                }

                @Override
                protected void rollbackImpl() {
                    // Nothing has been done yet.
                }
            });
        }
    }

    private void reconcile(@Nullable String realmId, @Nullable String userId, Cause withdrawal) {
        beforeCommit(realmId, userId, (grants, realm, person) -> grants.reconcile(realm, person, withdrawal));
    }

    /**
     * Keycloak logs what a listener throws, and goes on (keycloak#28837): a consent would be gone and its grant still stand. What fails in
     * the first phase of the commit, in contrast, fails the commit, and whoever asked for the change learns that it has not happened.
     */
    private void beforeCommit(@Nullable String realmId, @Nullable String subject, Change change) {
        if (realmId == null || subject == null) {
            return;
        }
        Grants grants = new Grants(session);
        grants.expectChange();
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null) {
                    change.to(grants, realm, subject);
                }
            }

            @Override
            protected void rollbackImpl() {
                // Nothing has been done yet.
            }
        });
    }

    /** What becomes of the grants of a person, or of an app. */
    private interface Change {
        void to(Grants grants, RealmModel realm, String subject);
    }

    @Override
    public void close() {}
}
