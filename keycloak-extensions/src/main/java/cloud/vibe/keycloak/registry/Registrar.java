package cloud.vibe.keycloak.registry;

import cloud.vibe.keycloak.environment.Environment;
import cloud.vibe.keycloak.outbox.Outbox;
import cloud.vibe.keycloak.outbox.Telling;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.common.util.Time;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Hears of people who come: by themselves, by another identity provider, or made by an admin. */
final class Registrar implements EventListenerProvider {
    private static final Pattern PERSON = Pattern.compile("users/(?<id>[0-9a-f-]{36})");

    private final KeycloakSession session;

    Registrar(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.REGISTER && event.getUserId() != null) {
            tell(
                    session,
                    session.realms().getRealm(event.getRealmId()),
                    Registration.ofPerson(event.getUserId(), false, now()));
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getResourceType() != ResourceType.USER
                || event.getOperationType() != OperationType.CREATE
                || event.getResourcePath() == null) {
            return;
        }
        Matcher person = PERSON.matcher(event.getResourcePath());
        if (person.matches()) {
            tell(
                    session,
                    session.realms().getRealm(event.getRealmId()),
                    Registration.ofPerson(person.group("id"), false, now()));
        }
    }

    static void tell(KeycloakSession session, RealmModel realm, Registration registration) {
        if (realm != null && Outbox.isToldOf(realm)) {
            new Telling(session, realm)
                    .tell(registration.event(Environment.current().didDomain()));
        }
    }

    static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    @Override
    public void close() {}
}
