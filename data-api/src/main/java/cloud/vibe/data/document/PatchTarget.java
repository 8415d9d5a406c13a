package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Limit;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The data while the operations of a JSON Patch change it. */
final class PatchTarget {
    // What is added stands in the patch, whose size is bounded. Copies are not: thirty of the whole into itself would
    // be a
    // thousand million times as much.
    private static final long MAX_COPIED = 4L * Limit.DOCUMENT_BYTES.max();

    private JsonNode root;
    private long copied;

    PatchTarget(JsonNode root) {
        this.root = root;
    }

    /** There is not the place that an operation names. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    JsonNode root() {
        return root;
    }

    JsonNode get(JsonPointer path) throws Unfit {
        JsonNode found = root.at(path);
        if (found.isMissingNode()) {
            throw new Unfit("there is nothing at its path");
        }
        return found;
    }

    JsonNode copy(JsonPointer path) throws Unfit {
        JsonNode original = get(path);
        copied += StoredSize.of(original);
        if (copied > MAX_COPIED) {
            throw RequestBody.tooLarge();
        }
        return original.deepCopy();
    }

    void add(JsonPointer path, JsonNode value) throws Unfit {
        if (path.matches()) {
            root = value;
            return;
        }
        String name = path.last().getMatchingProperty();
        switch (parent(path)) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode array when name.equals("-") -> array.add(value);
            case ArrayNode array -> array.insert(index(path, array.size()), value);
            default -> throw new Unfit("what its path begins with is neither an object nor an array");
        }
    }

    JsonNode remove(JsonPointer path) throws Unfit {
        JsonNode removed = get(path);
        if (path.matches()) {
            throw new Unfit("the whole of the data cannot be taken away");
        }
        switch (parent(path)) {
            case ObjectNode object -> object.remove(path.last().getMatchingProperty());
            case ArrayNode array -> array.remove(index(path, array.size() - 1));
            default -> throw new Unfit("there is nothing at its path");
        }
        return removed;
    }

    void replace(JsonPointer path, JsonNode value) throws Unfit {
        get(path);
        if (path.matches()) {
            root = value;
            return;
        }
        switch (parent(path)) {
            case ObjectNode object -> object.set(path.last().getMatchingProperty(), value);
            case ArrayNode array -> array.set(index(path, array.size() - 1), value);
            default -> throw new Unfit("there is nothing at its path");
        }
    }

    private JsonNode parent(JsonPointer path) {
        return root.at(path.head());
    }

    private static int index(JsonPointer path, int max) throws Unfit {
        int index = path.last().getMatchingIndex();
        if (index < 0 || index > max) {
            throw new Unfit("its path names no place in the array");
        }
        return index;
    }
}
