package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A JSON Patch (RFC 6902): operations one after the other, all of them or none. */
record JsonPatch(List<PatchOperation> operations) implements Patch {
    JsonPatch {
        operations = List.copyOf(operations);
    }

    static JsonPatch of(JsonNode body) {
        if (!(body instanceof ArrayNode array)) {
            throw PatchOperation.invalid("A JSON Patch is an array of operations.");
        }
        if (array.size() > Limit.PATCH_OPERATIONS.max()) {
            throw Problem.beyond(Limit.PATCH_OPERATIONS);
        }
        List<PatchOperation> operations = new ArrayList<>();
        for (JsonNode operation : array) {
            operations.add(PatchOperation.of(operations.size(), operation));
        }
        return new JsonPatch(operations);
    }

    @Override
    public JsonNode applyTo(ObjectNode data) {
        PatchTarget target = new PatchTarget(data);
        operations.forEach(operation -> operation.applyTo(target));
        return target.root();
    }
}
