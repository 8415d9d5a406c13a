package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads one operation. Members that we do not know, or that its kind does not have, are passed over. */
final class BulkOperationReader {
    private final JsonText text;
    private String op = "";
    private @Nullable String id;
    private @Nullable DocumentType type;
    private @Nullable DocumentKey key;
    private Expected expected = Expected.ANY;
    private @Nullable String data;
    private @Nullable String patch;

    private BulkOperationReader(JsonText text) {
        this.text = text;
    }

    /** The parser stands at the operation's first token, and at its last one afterwards. */
    static BulkOperation read(JsonText text, Supplier<DocumentId> ids) throws IOException {
        JsonParser parser = text.parser();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new BulkOperation.Invalid(Problem.invalidRequest("An operation is a JSON object."));
        }
        int depth = parser.getParsingContext().getNestingDepth();
        try {
            BulkOperationReader reader = new BulkOperationReader(text);
            reader.readMembers();
            return reader.operation(ids);
        } catch (Problem problem) {
            if (problem.code() == ProblemCode.INVALID_JSON) {
                throw problem;
            }
            while (parser.getParsingContext().getNestingDepth() >= depth) {
                text.next();
            }
            return new BulkOperation.Invalid(problem);
        }
    }

    private void readMembers() throws IOException {
        JsonParser parser = text.parser();
        while (text.next() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = text.next();
            switch (name) {
                case "op" -> op = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "id" -> id = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "type" -> type = DocumentContent.type(parser);
                case "key" -> key = DocumentContent.key(parser);
                case "rev" -> expected = rev(parser);
                case "data" -> data = DocumentContent.data(text);
                case "patch" -> patch = text.value();
                default -> parser.skipChildren();
            }
        }
    }

    private static Expected rev(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> Expected.ANY;
            case VALUE_STRING -> Expected.rev(parser.getText());
            default -> throw Problem.invalidRequest("The member rev is a rev that was read, as a text.");
        };
    }

    private BulkOperation operation(Supplier<DocumentId> ids) {
        return switch (op) {
            case "create" ->
                new BulkOperation.Create(
                        new NewDocument(ids.get(), new DocumentContent(type, key, data()).requiredType(), key, data()));
            case "replace" -> new BulkOperation.Change(id(), expected, new BulkOperation.Replaced(type, data()));
            case "patch" -> new BulkOperation.Change(id(), expected, new BulkOperation.Patched(patch()));
            case "delete" -> new BulkOperation.Change(id(), expected, new BulkOperation.Deleted());
            default -> throw Problem.invalidRequest("Its op is none of create, replace, patch, delete.");
        };
    }

    private DocumentId id() {
        if (id == null) {
            throw Problem.invalidRequest("The member id is missing.");
        }
        try {
            return DocumentId.parse(id);
        } catch (IllegalArgumentException e) {
            // What cannot be an id is the id of nothing.
            throw Problem.notFound();
        }
    }

    private String data() {
        if (data == null) {
            throw Problem.invalidDocument("The member data is missing.");
        }
        return data;
    }

    // An array is a JSON Patch and an object a merge patch: neither can be the other.
    private Patch patch() {
        if (patch == null) {
            throw Problem.of(ProblemCode.INVALID_PATCH, "The member patch is missing.");
        }
        return Patch.parse(patch.startsWith("[") ? Patch.JSON_PATCH : Patch.MERGE_PATCH, patch);
    }
}
