package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A JSON Merge Patch (RFC 7396): an object takes the place of a member's value, null removes it, all else replaces it. */
record MergePatch(ObjectNode patch) implements Patch {
    static MergePatch of(JsonNode body) {
        if (body instanceof ObjectNode patch) {
            return new MergePatch(patch);
        }
        // Section 2 would let any other value take the place of the data, which is always an object.
        throw Problem.of(ProblemCode.INVALID_PATCH, "A merge patch of a document's data is a JSON object.");
    }

    @Override
    public JsonNode applyTo(ObjectNode data) {
        return merge(data, patch);
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            String name = member.getKey();
            switch (member.getValue()) {
                case ObjectNode inner -> {
                    // Where there is no object yet one is made, so that no null of the patch is taken over.
                    ObjectNode into = target.get(name) instanceof ObjectNode there
                            ? there
                            : JsonNodeFactory.instance.objectNode();
                    target.set(name, merge(into, inner));
                }
                case JsonNode value when value.isNull() -> target.remove(name);
                case JsonNode value -> target.set(name, value.deepCopy());
            }
        }
        return target;
    }
}
