package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends of a document: its data as JSON text, checked token by token and never built into a tree. A type is there when the
 * client named one. Members that we do not know are passed over, so that a client may send back a document as it has read it.
 */
record DocumentContent(@Nullable DocumentType type, String data) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // The data stands one level deep in the body.
                    .maxNestingDepth(Limit.DOCUMENT_DEPTH.max() + 1)
                    .maxStringLength(RequestBody.MAX_BYTES)
                    .maxNameLength(RequestBody.MAX_BYTES)
                    // Nobody writes a number so long; PostgreSQL would keep every digit of it.
                    .maxNumberLength(Limit.NUMBER_DIGITS.max())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Reads what stands on the wire.
     *
     * @throws Problem if the body is not a JSON object with an object {@code data} that PostgreSQL and every client can hold
     */
    static DocumentContent parse(String body) {
        try (JsonParser parser = JSON.createParser(body)) {
            return new Reader(body, parser).read();
        } catch (StreamConstraintsException e) {
            boolean isNumber = String.valueOf(e.getOriginalMessage()).startsWith("Number");
            throw Problem.beyond(isNumber ? Limit.NUMBER_DIGITS : Limit.DOCUMENT_DEPTH);
        } catch (JsonParseException e) {
            if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")) {
                throw Problem.invalidDocument("A name stands twice in the same object.");
            }
            throw notJson();
        } catch (IOException e) {
            throw notJson();
        }
    }

    private static Problem notJson() {
        return Problem.of(ProblemCode.INVALID_JSON, "The body cannot be read as JSON.");
    }

    /** One reading of one body. */
    private static final class Reader {
        private final String body;
        private final JsonParser parser;

        Reader(String body, JsonParser parser) {
            this.body = body;
            this.parser = parser;
        }

        DocumentContent read() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.invalidDocument("The body is not a JSON object.");
            }
            DocumentType type = null;
            String data = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "type" -> type = readType();
                    case "data" -> data = readData();
                    default -> parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw notJson();
            }
            if (data == null) {
                throw Problem.invalidDocument("The member data is missing.");
            }
            return new DocumentContent(type, data);
        }

        private DocumentType readType() throws IOException {
            try {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    return new DocumentType(parser.getText());
                }
            } catch (IllegalArgumentException e) {
                // Answered below.
            }
            throw Problem.invalidDocument("The member type is not a type such as notes or com.example.note.");
        }

        private String readData() throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw Problem.invalidDocument("The member data is not a JSON object.");
            }
            int start = (int) parser.currentTokenLocation().getCharOffset();
            StoredSize size = new StoredSize();
            for (int depth = 1; depth > 0; ) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw notJson();
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                size.add(parser, token);
            }
            int end = (int) parser.currentLocation().getCharOffset();
            return body.substring(start, end);
        }
    }
}
