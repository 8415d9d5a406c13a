package cloud.vibe.data.edge;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.WireTime;
import java.time.Instant;
import java.util.UUID;

/** An edge as everybody reads it who sees it. The data is JSON text as PostgreSQL wrote it. */
record Edge(
        UUID id,
        UUID source,
        UUID target,
        String label,
        String data,
        Instant createdAt,
        Instant updatedAt,
        Owner createdBy) {
    // Nothing but the data could hold a character that JSON escapes.
    String json(DidDomain domain) {
        return "{\"id\":\"" + id
                + "\",\"source\":\"" + source
                + "\",\"target\":\"" + target
                + "\",\"label\":\"" + label
                + "\",\"createdAt\":\"" + WireTime.of(createdAt)
                + "\",\"updatedAt\":\"" + WireTime.of(updatedAt)
                + "\",\"createdBy\":\"" + domain.did(createdBy)
                + "\",\"data\":" + data + "}";
    }
}
