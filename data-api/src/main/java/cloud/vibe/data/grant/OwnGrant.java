package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.WireTime;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of a person's grants as it is enforced here.
 *
 * @param isCallers the caller's token stands on it
 * @param mayChange the caller may have it narrowed or ended
 * @param status active, revoked or expired, at this moment
 * @param until no end where it is missing
 */
record OwnGrant(
        GrantId id,
        AppId app,
        ClientId client,
        boolean isCallers,
        boolean mayChange,
        String status,
        long version,
        List<String> permissions,
        Instant since,
        @Nullable Instant until) {
    String json(DidDomain domain) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("app")
                .put("id", app.toString())
                .put("did", domain.did(app))
                .put("clientId", client.value());
        json.put("own", isCallers).put("status", status).put("version", version);
        permissions.forEach(json.putArray("permissions")::add);
        json.put("since", WireTime.of(since)).put("until", until == null ? null : WireTime.of(until));
        return json.toString();
    }
}
