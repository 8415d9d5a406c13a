package cloud.vibe.keycloak.outbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** The claims of a Security Event Token that carries one event. */
final class SecurityEventToken {
    /** https://www.rfc-editor.org/rfc/rfc8417#section-2.3: the header's typ, so that no other JWT passes for one. */
    static final String TYPE = "secevent+jwt";

    /** https://www.rfc-editor.org/rfc/rfc8935#section-2.1 */
    static final String MEDIA_TYPE = "application/secevent+jwt";

    private SecurityEventToken() {}

    /** The same row always has the same {@code jti}, so that a receiver can tell a repetition. */
    static Map<String, Object> claims(
            String issuer, String audience, long issuedAt, String id, String eventType, Object state) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("iat", issuedAt);
        claims.put("jti", id);
        // https://www.rfc-editor.org/rfc/rfc8417#section-2.2: no exp; an event has happened and stays true.
        claims.put("events", Map.of(eventType, state));
        return claims;
    }
}
