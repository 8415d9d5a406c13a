package cloud.vibe.data.type;

import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what clients send of types, bounded, and writes what they read. Numbers stay exact. */
final class TypeJson {
    // What PostgreSQL has written out of a number of few digits.
    private static final int STORED_DIGITS = 4_000;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2 * Limit.DOCUMENT_DEPTH.max())
                            .maxNumberLength(STORED_DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TypeJson() {}

    /** What cannot be a type is the type of nothing. */
    static DocumentType type(String text) {
        try {
            return new DocumentType(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    static ObjectNode readObject(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(Limit.SCHEMA_BYTES.max() + 1);
        if (bytes.length > Limit.SCHEMA_BYTES.max()) {
            throw Problem.beyond(Limit.SCHEMA_BYTES);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw Problem.invalidRequest("The body is not a JSON object.");
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemCode.INVALID_JSON, "The body is not UTF-8.");
        } catch (JsonProcessingException e) {
            throw Problem.of(ProblemCode.INVALID_JSON, "The body cannot be read as JSON.");
        }
    }

    /** What PostgreSQL wrote, or what has been looked at before. */
    static JsonNode ours(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw Problem.internal(e);
        }
    }
}
