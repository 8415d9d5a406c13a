package cloud.vibe.keycloak.outbox;

import java.util.Map;
import java.util.UUID;

/**
 * One thing that the data API must hear of, as the full state of its subject: whoever has a newer version may forget this one.
 *
 * @param type the URI that names the kind of event in a Security Event Token
 * @param subject what changed
 * @param version the subject's version, which only rises
 * @param state the event's claims, ready for JSON
 */
public record OutboxEvent(String type, UUID subject, long version, Map<String, Object> state) {}
