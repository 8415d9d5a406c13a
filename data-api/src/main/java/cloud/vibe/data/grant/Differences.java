package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.WireTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where what is stored differs from what the identity side has.
 *
 * @param comparedTo how far the comparison has come; null means to the end of the range
 * @param missing grants that are not stored at all
 * @param held grants that are stored otherwise, and those that hold and that the identity side has not named
 * @param unmerged guests of whose merge nothing is known, or not the newest
 */
record Differences(@Nullable GrantId comparedTo, List<GrantId> missing, List<Held> held, List<PersonId> unmerged) {
    Differences {
        missing = List.copyOf(missing);
        held = List.copyOf(held);
        unmerged = List.copyOf(unmerged);
    }

    /** A grant as it is stored. */
    record Held(
            UUID grant,
            long version,
            long notBeforeVersion,
            String status,
            List<String> permissions,
            @Nullable Instant expiresAt,
            UUID person,
            UUID app,
            String clientId,
            @Nullable String appName) {
        private Map<String, Object> wire() {
            Map<String, Object> wire = new HashMap<>();
            wire.put("grant", grant);
            wire.put("version", version);
            wire.put("not_before_version", notBeforeVersion);
            wire.put("status", status);
            wire.put("permissions", permissions);
            wire.put("expires_at", expiresAt == null ? null : WireTime.of(expiresAt));
            wire.put("person", Map.of("id", person));
            wire.put("app", Map.of("id", app, "client_id", clientId, "name", appName == null ? clientId : appName));
            return wire;
        }
    }

    /** As it stands in the answer. */
    Map<String, Object> wire() {
        Map<String, Object> wire = new HashMap<>();
        wire.put("compared_to", comparedTo == null ? null : comparedTo.value());
        wire.put("missing", missing.stream().map(GrantId::value).toList());
        wire.put("held", held.stream().map(Held::wire).toList());
        wire.put("unmerged", unmerged.stream().map(PersonId::value).toList());
        return wire;
    }
}
