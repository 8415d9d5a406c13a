package cloud.vibe.keycloak.merge;

import cloud.vibe.keycloak.outbox.OutboxEvent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A guest has become one with an account.
 *
 * @param version the time of it in milliseconds since the epoch: later is higher
 */
public record Merge(UUID guest, UUID account, long version) {
    private static final String TYPE = "https://vibe.cloud/events/merge";

    /** As it stands in events and in comparisons. */
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("guest", guest.toString());
        state.put("account", account.toString());
        state.put("version", version);
        return state;
    }

    /** Of a subject of its own: what else is told of the guest, their end above all, must not take its place in the line. */
    OutboxEvent event() {
        UUID subject = UUID.nameUUIDFromBytes(("merge " + guest).getBytes(StandardCharsets.UTF_8));
        return new OutboxEvent(TYPE, subject, version, state());
    }
}
