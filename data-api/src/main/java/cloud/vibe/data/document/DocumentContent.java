package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends of a document: its data as JSON text. A type or a key is there when the client named one. Members that we do not
 * know are passed over, so that a client may send back a document as it has read it.
 */
record DocumentContent(
        @Nullable DocumentType type, @Nullable DocumentKey key, String data) {
    /**
     * Reads what stands on the wire.
     *
     * @throws Problem if the body is not a JSON object with an object {@code data} that PostgreSQL and every client can hold
     */
    static DocumentContent parse(String body) {
        return JsonText.read(body, DocumentContent::read);
    }

    DocumentType requiredType() {
        if (type == null) {
            throw Problem.invalidDocument("The member type is missing.");
        }
        return type;
    }

    private static DocumentContent read(JsonText text) throws IOException {
        JsonParser parser = text.parser();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Problem.invalidDocument("The body is not a JSON object.");
        }
        DocumentType type = null;
        DocumentKey key = null;
        String data = null;
        while (text.next() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            text.next();
            switch (name) {
                case "type" -> type = type(parser);
                case "key" -> key = key(parser);
                case "data" -> data = data(text);
                default -> parser.skipChildren();
            }
        }
        if (data == null) {
            throw Problem.invalidDocument("The member data is missing.");
        }
        return new DocumentContent(type, key, data);
    }

    static DocumentType type(JsonParser parser) throws IOException {
        try {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                DocumentType type = new DocumentType(parser.getText());
                if (type.isReserved()) {
                    throw Problem.invalidDocument(
                            "The type " + type + " is reserved: it names the permission on " + type + ".");
                }
                return type;
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw Problem.invalidDocument("The member type is not a type such as notes or com.example.note.");
    }

    // Null is no key: so it stands in the objects of many clients.
    static @Nullable DocumentKey key(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> DocumentKey.parse(parser.getText());
            default -> DocumentKey.parse("");
        };
    }

    static String data(JsonText text) throws IOException {
        if (text.parser().currentToken() != JsonToken.START_OBJECT) {
            throw Problem.invalidDocument("The member data is not a JSON object.");
        }
        return text.value();
    }
}
