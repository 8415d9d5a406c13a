package cloud.vibe.data.query;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads the JSON of a query, bounded, and refuses what no document could hold: it could only fail in the database, or match nothing. */
final class QueryJson {
    private static final int MAX_DEPTH = 60;
    private static final int MAX_DIGITS = 400;
    private static final int MAX_SCALE = 1_100;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private QueryJson() {}

    static JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(Limit.QUERY_BYTES.max() + 1);
        if (bytes.length > Limit.QUERY_BYTES.max()) {
            throw Problem.beyond(Limit.QUERY_BYTES);
        }
        try {
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemCode.INVALID_JSON, "The body is not UTF-8.");
        }
    }

    static JsonNode read(String text) {
        try {
            JsonNode json = READER.readTree(text);
            if (json.isMissingNode()) {
                throw notJson();
            }
            return checked(json);
        } catch (JsonProcessingException e) {
            throw notJson();
        }
    }

    /** What PostgreSQL wrote. */
    static JsonNode ours(String text) {
        try {
            return READER.readTree(text);
        } catch (JsonProcessingException e) {
            throw Problem.internal(e);
        }
    }

    /** JSON that did not come as text. */
    static JsonNode checked(JsonNode json) {
        check(json);
        return json;
    }

    private static Problem notJson() {
        return Problem.of(
                ProblemCode.INVALID_JSON,
                "The query cannot be read as JSON, names a member twice, or is nested deeper than " + MAX_DEPTH
                        + " levels.");
    }

    private static void check(JsonNode json) {
        if (json.isTextual()) {
            checkText(json.textValue());
        } else if (json.isNumber()) {
            checkNumber(json.decimalValue());
        }
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            checkText(member.getKey());
        }
        json.forEach(QueryJson::check);
    }

    private static void checkText(String text) {
        // Half of a surrogate pair alone cannot be encoded.
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Problem.invalidRequest("No document holds U+0000 or half of a surrogate pair.");
        }
    }

    private static void checkNumber(BigDecimal number) {
        double value = number.scale() > MAX_SCALE || number.scale() < -MAX_SCALE ? Double.NaN : number.doubleValue();
        if (!Double.isFinite(value) || (value == 0 && number.signum() != 0)) {
            throw Problem.invalidRequest("No document holds a number beyond the range of a double.");
        }
    }
}
