package cloud.vibe.data.identity;

import cloud.vibe.data.kernel.WireTime;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of a device that a person has linked to themselves.
 *
 * @param name what the person calls the device, for their own eyes
 */
record LinkedKey(Multikey key, @Nullable String name, Instant linkedAt) {
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("did", key.did());
        if (name != null) {
            json.put("name", name);
        }
        return json.put("linkedAt", WireTime.of(linkedAt));
    }

    static String json(List<LinkedKey> keys) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray("items").addAll(keys.stream().map(LinkedKey::json).toList());
        return page.putNull("next").toString();
    }
}
