package cloud.vibe.data.certificate;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Grantee;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.WireTime;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer has entitled a holder to.
 *
 * @param document the one document; without it, all of the issuer's own documents of the type
 * @param status what has become of it, at this moment
 */
record Certificate(
        UUID id,
        Owner issuer,
        Owner holder,
        @Nullable UUID document,
        String type,
        List<String> actions,
        Instant notBefore,
        Instant expiresAt,
        Instant issuedAt,
        @Nullable Instant registeredAt,
        @Nullable Instant revokedAt,
        String status) {
    Certificate {
        actions = List.copyOf(actions);
    }

    /** @param jws only for who may have the text */
    String json(DidDomain domain, @Nullable String jws) {
        StringBuilder json = new StringBuilder("{\"id\":\"").append(id).append("\",\"issuer\":");
        Grantee.of(issuer).appendJson(json, domain);
        json.append(",\"holder\":");
        Grantee.of(holder).appendJson(json, domain);
        append(json, "type", type);
        append(json, "document", document == null ? null : document.toString());
        json.append(",\"actions\":[\"").append(String.join("\",\"", actions)).append("\"]");
        append(json, "notBefore", WireTime.of(notBefore));
        append(json, "expiresAt", WireTime.of(expiresAt));
        append(json, "issuedAt", WireTime.of(issuedAt));
        append(json, "registeredAt", registeredAt == null ? null : WireTime.of(registeredAt));
        append(json, "revokedAt", revokedAt == null ? null : WireTime.of(revokedAt));
        append(json, "status", status);
        append(json, "jws", jws);
        return json.append('}').toString();
    }

    // Nothing of this holds a character that JSON escapes.
    private static void append(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":\"").append(value).append('"');
        }
    }
}
