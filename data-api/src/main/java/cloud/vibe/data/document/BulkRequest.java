package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Several operations at once; {@code atomic}, which it is unless the client says otherwise, means all of them or none. */
record BulkRequest(boolean atomic, List<BulkOperation> operations) {
    BulkRequest {
        operations = List.copyOf(operations);
    }

    /**
     * Reads what stands on the wire. An operation that is not valid is one of the operations all the same; what is not JSON is refused as a
     * whole.
     *
     * @param ids for the documents to be
     */
    static BulkRequest parse(String body, Supplier<DocumentId> ids) {
        return JsonText.read(body, text -> read(text, ids));
    }

    private static BulkRequest read(JsonText text, Supplier<DocumentId> ids) throws IOException {
        JsonParser parser = text.parser();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Problem.invalidRequest("The body is not a JSON object.");
        }
        boolean atomic = true;
        List<BulkOperation> operations = null;
        while (text.next() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = text.next();
            switch (name) {
                case "atomic" -> {
                    if (!value.isBoolean()) {
                        throw Problem.invalidRequest("The member atomic is true or false.");
                    }
                    atomic = value == JsonToken.VALUE_TRUE;
                }
                case "operations" -> operations = operations(text, ids);
                default -> parser.skipChildren();
            }
        }
        if (operations == null) {
            throw Problem.invalidRequest("The member operations is missing.");
        }
        return new BulkRequest(atomic, operations);
    }

    private static List<BulkOperation> operations(JsonText text, Supplier<DocumentId> ids) throws IOException {
        if (text.parser().currentToken() != JsonToken.START_ARRAY) {
            throw Problem.invalidRequest("The member operations is not an array.");
        }
        List<BulkOperation> operations = new ArrayList<>();
        while (text.next() != JsonToken.END_ARRAY) {
            if (operations.size() == Limit.BULK_OPERATIONS.max()) {
                throw Problem.beyond(Limit.BULK_OPERATIONS);
            }
            operations.add(BulkOperationReader.read(text, ids));
        }
        return operations;
    }

    /** The first operation that could not be read, as a problem of the whole. */
    @Nullable
    Problem firstInvalid() {
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i) instanceof BulkOperation.Invalid invalid) {
                return invalid.problem().inOperation(i);
            }
        }
        return null;
    }
}
