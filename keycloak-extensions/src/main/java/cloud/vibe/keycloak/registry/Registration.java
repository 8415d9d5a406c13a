package cloud.vibe.keycloak.registry;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.outbox.OutboxEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.models.ClientModel;

/**
 * That there is a person or an app, or no longer is. Of a person nothing is told but that.
 *
 * @param at the later of two is the newer
 */
record Registration(Principal who, Map<String, Object> names, boolean isDeleted, Instant at) {
    static final String TYPE = "https://vibe.cloud/events/principal";

    static Registration ofPerson(String userId, boolean isDeleted, Instant at) {
        return new Registration(Principal.Person.of(userId), Map.of(), isDeleted, at);
    }

    static Registration ofApp(ClientModel client, boolean isDeleted, Instant at) {
        String name = client.getName();
        return new Registration(
                Principal.App.of(client.getId()),
                Map.of(
                        "client_id",
                        client.getClientId(),
                        "name",
                        name == null || name.isBlank() ? client.getClientId() : name),
                isDeleted,
                at);
    }

    /** A later one of the same principal takes its place. */
    OutboxEvent event(String didDomain) {
        Map<String, Object> state = new LinkedHashMap<>(names);
        state.put("kind", who instanceof Principal.App ? "app" : "person");
        state.put("id", who.id().toString());
        state.put("did", who.did(didDomain).value());
        state.put("status", isDeleted ? "deleted" : "active");
        // Told last of all: within a millisecond it is the end that counts.
        long version = 2 * at.toEpochMilli() + (isDeleted ? 1 : 0);
        state.put("version", version);
        return new OutboxEvent(TYPE, who.id(), version, state);
    }
}
