package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One operation of a JSON Patch (RFC 6902 section 4); {@code index} is its place, from 0. */
record PatchOperation(
        int index, Kind kind, JsonPointer path, @Nullable JsonPointer from, JsonNode value) {
    // RFC 6901 section 3; Jackson takes more than that.
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^/~]|~[01])*+)*+");

    enum Kind {
        ADD,
        REMOVE,
        REPLACE,
        MOVE,
        COPY,
        TEST
    }

    static PatchOperation of(int index, JsonNode json) {
        Kind kind = kind(index, json.path("op").asText());
        JsonPointer path = pointer(index, json.path("path"), "path");
        JsonPointer from = null;
        JsonNode value = MissingNode.getInstance();
        switch (kind) {
            case ADD, REPLACE, TEST -> {
                value = json.path("value");
                if (value.isMissingNode()) {
                    throw invalid(index, "its value is missing");
                }
            }
            case MOVE, COPY -> {
                from = pointer(index, json.path("from"), "from");
                // Section 4.4: nothing can be moved into one of its own children.
                if (kind == Kind.MOVE && isParent(from, path)) {
                    throw invalid(index, "it moves a value into itself");
                }
            }
            case REMOVE -> {}
        }
        return new PatchOperation(index, kind, path, from, value);
    }

    void applyTo(PatchTarget target) {
        try {
            switch (kind) {
                case ADD -> target.add(path, value.deepCopy());
                case REMOVE -> target.remove(path);
                case REPLACE -> target.replace(path, value.deepCopy());
                case MOVE -> target.add(path, target.remove(source()));
                case COPY -> target.add(path, target.copy(source()));
                case TEST -> test(target);
            }
        } catch (PatchTarget.Unfit unfit) {
            throw Problem.of(
                    ProblemCode.PATCH_CONFLICT, "Operation " + index + " of the patch: " + unfit.getMessage() + ".");
        }
    }

    private JsonPointer source() {
        return from == null ? JsonPointer.empty() : from;
    }

    private void test(PatchTarget target) throws PatchTarget.Unfit {
        if (!target.get(path).equals(PatchOperation::compare, value)) {
            throw Problem.of(
                    ProblemCode.PATCH_TEST_FAILED,
                    "Operation " + index + " of the patch: the document has another value there; nothing was changed.");
        }
    }

    // Section 4.6: numbers are equal if their values are, however they are written.
    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static Kind kind(int index, String name) {
        return switch (name) {
            case "add" -> Kind.ADD;
            case "remove" -> Kind.REMOVE;
            case "replace" -> Kind.REPLACE;
            case "move" -> Kind.MOVE;
            case "copy" -> Kind.COPY;
            case "test" -> Kind.TEST;
            default -> throw invalid(index, "its op is none of add, remove, replace, move, copy, test");
        };
    }

    private static JsonPointer pointer(int index, JsonNode text, String name) {
        if (!text.isTextual() || !POINTER.matcher(text.textValue()).matches()) {
            throw invalid(index, "its " + name + " is not a JSON Pointer such as /title or /tags/0");
        }
        return JsonPointer.compile(text.textValue());
    }

    private static boolean isParent(JsonPointer parent, JsonPointer child) {
        return child.toString().startsWith(parent + "/");
    }

    private static Problem invalid(int index, String reason) {
        return invalid("Operation " + index + " of the patch: " + reason + ".");
    }

    static Problem invalid(String detail) {
        return Problem.of(ProblemCode.INVALID_PATCH, detail);
    }
}
