package cloud.vibe.keycloak.signout;

import cloud.vibe.keycloak.outbox.Outbox;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Hears of every sign-out: by the person here or on the account page, by an admin, by a new password, by an app that gives its tokens back or
 * whose refresh token was stolen.
 */
final class SignOutKeeper implements EventListenerProvider {
    private static final Pattern SESSION = Pattern.compile("sessions/(?<id>[^/]+)");
    private static final Pattern PERSON =
            Pattern.compile("users/(?<id>[0-9a-f-]{36})/(?<action>logout|reset-password)");
    private static final String LOGOUT_ALL = "logout-all";
    private static final String PUSH_REVOCATION = "push-revocation";

    private final KeycloakSession session;

    SignOutKeeper(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm == null || !Outbox.isToldOf(realm)) {
            return;
        }
        if (event.getType() == EventType.LOGOUT && event.getSessionId() != null) {
            new SignOuts(session, realm).tell(SignOut.ofSession(event.getSessionId(), now()));
        }
        RevokedTokens.of(session, event, now()).ifPresent(new SignOuts(session, realm)::tell);
        if (event.getType() == EventType.UPDATE_CREDENTIAL
                && event.getUserId() != null
                && event.getDetails() != null
                && PasswordCredentialModel.TYPE.equals(event.getDetails().get(Details.CREDENTIAL_TYPE))) {
            passwordChanged(realm, event.getUserId(), current(event.getSessionId()));
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        String path = event.getResourcePath();
        if (realm == null || path == null || !Outbox.isToldOf(realm)) {
            return;
        }
        boolean isAction = event.getOperationType() == OperationType.ACTION;
        if (isAction && path.equals(LOGOUT_ALL)) {
            new SignOuts(session, realm).tell(SignOut.ofEveryone(now()));
        } else if (isAction && path.equals(PUSH_REVOCATION) && realm.getNotBefore() > 0) {
            new SignOuts(session, realm).tell(SignOut.ofEveryone(Instant.ofEpochSecond(realm.getNotBefore())));
        } else if (event.getResourceType() == ResourceType.USER_SESSION) {
            id(SESSION, path).ifPresent(id -> new SignOuts(session, realm).tell(SignOut.ofSession(id, now())));
        } else if (event.getResourceType() == ResourceType.USER) {
            ofPerson(realm, path);
        }
    }

    private void ofPerson(RealmModel realm, String path) {
        Matcher person = PERSON.matcher(path);
        if (!person.matches()) {
            return;
        }
        if (person.group("action").equals("logout")) {
            new SignOuts(session, realm).tell(SignOut.ofPerson(person.group("id"), now()));
        } else {
            passwordChanged(realm, person.group("id"), Set.of());
        }
    }

    private void passwordChanged(RealmModel realm, String userId, Set<String> current) {
        if (!PasswordChanges.areSignOuts(realm)) {
            return;
        }
        try {
            SignOuts signOuts = new SignOuts(session, realm);
            PasswordChanges.endOthers(session, realm, userId, current)
                    .forEach(id -> signOuts.tell(SignOut.ofSession(id, now())));
        } catch (RuntimeException e) {
            // Keycloak logs what a listener throws, and goes on: the password would be new, and the old sign-ins stand.
            session.getTransactionManager().setRollbackOnly();
            throw e;
        }
    }

    /** The session in which the password is changed: the one that is signed in, or the one that this sign-in will make. */
    private Set<String> current(@Nullable String sessionId) {
        Set<String> current = new HashSet<>();
        Stream.of(
                        Optional.ofNullable(sessionId),
                        Optional.ofNullable(session.getContext().getAuthenticationSession())
                                .map(AuthenticationSessionModel::getParentSession)
                                .map(root -> root.getId()))
                .flatMap(Optional::stream)
                .forEach(current::add);
        return current;
    }

    private static Optional<String> id(Pattern pattern, String path) {
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group("id")) : Optional.empty();
    }

    static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    @Override
    public void close() {}
}
