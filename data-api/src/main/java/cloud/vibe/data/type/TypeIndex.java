package cloud.vibe.data.type;

import cloud.vibe.data.kernel.DataPath;
import cloud.vibe.data.kernel.DocumentType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index on a path of a type.
 *
 * @param state {@code building}, {@code ready} or {@code failed}; queries go by it when it is ready
 * @param progress how far it is, from 0 to 1
 * @param readyAt since when it is
 * @param error why it failed
 */
record TypeIndex(
        DocumentType type,
        DataPath path,
        String state,
        double progress,
        Instant createdAt,
        @Nullable Instant readyAt,
        @Nullable String error) {

    ObjectNode json() {
        return TypeJson.MAPPER
                .createObjectNode()
                .put("type", type.value())
                .put("path", path.toString())
                .put("state", state)
                .put("progress", progress)
                .put("createdAt", SchemaVersion.MICROSECONDS.format(createdAt))
                .put("readyAt", readyAt == null ? null : SchemaVersion.MICROSECONDS.format(readyAt))
                .put("error", error);
    }

    static String json(List<TypeIndex> indexes) {
        ObjectNode page = TypeJson.MAPPER.createObjectNode();
        indexes.forEach(index -> page.withArray("items").add(index.json()));
        page.withArray("items");
        return page.putNull("next").toString();
    }
}
