package cloud.vibe.data.document;

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

/** A body as JSON text, read token by token and never built into a tree. */
final class JsonText {
    // Data that is nested too deeply is refused when it is met, and the rest can still be read; this is where reading
    // ends.
    private static final int MAX_DEPTH = 2 * Limit.DOCUMENT_DEPTH.max();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Limit.BULK_BYTES.max())
                    .maxNameLength(Limit.BULK_BYTES.max())
                    .maxNumberLength(Limit.BULK_BYTES.max())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String body;
    private final JsonParser parser;

    private JsonText(String body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

    /** One reading of a whole body. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonText text) throws IOException;
    }

    /**
     * Reads all of a body.
     *
     * @throws Problem if it is not one JSON value, or the reading refuses it
     */
    static <T> T read(String body, Reading<T> reading) {
        try (JsonParser parser = JSON.createParser(body)) {
            T result = reading.read(new JsonText(body, parser));
            if (parser.nextToken() != null) {
                throw notJson();
            }
            return result;
        } catch (StreamConstraintsException e) {
            // Of its limits only the depth can be met by a body of a size that is taken.
            throw Problem.beyond(Limit.DOCUMENT_DEPTH);
        } catch (JsonParseException e) {
            if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")) {
                throw Problem.invalidDocument("A name stands twice in the same object.");
            }
            throw notJson();
        } catch (IOException e) {
            throw notJson();
        }
    }

    static Problem notJson() {
        return Problem.of(ProblemCode.INVALID_JSON, "The body cannot be read as JSON.");
    }

    JsonParser parser() {
        return parser;
    }

    /** The next token, which must be there. */
    JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw notJson();
        }
        return token;
    }

    /** The value at the current token as it was written, when PostgreSQL and every client can hold it. */
    String value() throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        StoredSize size = new StoredSize();
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth > Limit.DOCUMENT_DEPTH.max()) {
                throw Problem.beyond(Limit.DOCUMENT_DEPTH);
            }
            size.add(parser, token);
            if (depth == 0) {
                // Reads a text to its end, without which the parser stands somewhere within it.
                parser.finishToken();
                return body.substring(start, (int) parser.currentLocation().getCharOffset());
            }
            token = next();
        }
    }
}
