package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.outbox.OutboxEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a grant is told to the data API: its full state, whatever has changed. */
final class GrantEvent {
    static final String TYPE = "https://vibe.cloud/events/grant";

    private GrantEvent() {}

    static OutboxEvent of(Grant grant, String didDomain) {
        return new OutboxEvent(TYPE, grant.id(), grant.version(), state(grant, didDomain));
    }

    private static Map<String, Object> state(Grant grant, String didDomain) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("grant", grant.id().toString());
        state.put("version", grant.version());
        state.put("not_before_version", grant.notBeforeVersion());
        state.put("status", grant.status().word());
        state.put(
                "permissions",
                grant.permissions().stream().map(Object::toString).toList());
        state.put("granted_at", grant.grantedAt().toString());
        state.put("expires_at", grant.until().map(Object::toString).orElse(null));
        state.put(
                "person",
                Map.of(
                        "id", grant.person().id().toString(),
                        "did", grant.person().did(didDomain).value()));
        GrantedApp app = grant.app();
        state.put(
                "app",
                Map.of(
                        "id", app.principal().id().toString(),
                        "client_id", app.clientId(),
                        "did", app.principal().did(didDomain).value(),
                        "name", app.name()));
        return state;
    }
}
