package cloud.vibe.data.kernel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** Small JSON bodies: bounded, strict, and with nothing in them that PostgreSQL or another reader could not hold. */
public final class JsonRequest {
    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limit.REQUEST_DEPTH.max())
                            .maxNumberLength(Limit.NUMBER_DIGITS.max())
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .reader();
    private static final int MAX_NAME = 60;

    private JsonRequest() {}

    /**
     * Reads an object with these members, or some of them.
     *
     * @throws Problem if the body is too large, is no JSON object that can be kept as it is, or has another member
     */
    public static JsonNode read(InputStream body, Set<String> names) throws IOException {
        byte[] bytes = body.readNBytes(Limit.REQUEST_BYTES.max() + 1);
        if (bytes.length > Limit.REQUEST_BYTES.max()) {
            throw Problem.beyond(Limit.REQUEST_BYTES);
        }
        JsonNode json = parse(bytes);
        if (!json.isObject()) {
            throw Problem.invalidRequest("The body is not a JSON object.");
        }
        check(json);
        requireOnly(json, names);
        return json;
    }

    /**
     * A member that is not known is most likely one that is misspelt: to do without it would do something else than was asked for.
     *
     * @throws Problem that names the first other one
     */
    static void requireOnly(JsonNode json, Set<String> names) {
        json.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                int end = name.offsetByCodePoints(0, Math.min(MAX_NAME, name.codePointCount(0, name.length())));
                throw Problem.invalidRequest("The member " + name.substring(0, end) + " is not known here; these are: "
                        + String.join(", ", new TreeSet<>(names)) + ".");
            }
        });
    }

    /** What we have written ourselves. */
    public static JsonNode ours(String text) {
        try {
            return READER.readTree(text);
        } catch (IOException e) {
            throw Problem.internal(e);
        }
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            // A reader that guesses the encoding or repairs it would keep something else (RFC 8259 section 8.1).
            return READER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemCode.INVALID_JSON, "The body is not UTF-8.");
        } catch (StreamConstraintsException e) {
            throw String.valueOf(e.getMessage()).contains("nesting depth")
                    ? Problem.beyond(Limit.REQUEST_DEPTH)
                    : Problem.beyond(Limit.NUMBER_DIGITS);
        } catch (JsonParseException e) {
            throw String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
                    ? Problem.invalidRequest("A name stands twice in the same object.")
                    : notJson();
        } catch (IOException e) {
            throw notJson();
        }
    }

    private static Problem notJson() {
        return Problem.of(ProblemCode.INVALID_JSON, "The body cannot be read as JSON.");
    }

    private static void check(JsonNode json) {
        if (json.isTextual()) {
            check(json.textValue());
        } else if (json.isBigDecimal()) {
            BigDecimal number = json.decimalValue();
            boolean vanishes = number.signum() != 0 && number.doubleValue() == 0;
            if (Double.isInfinite(number.doubleValue()) || vanishes || Math.abs(number.scale()) > 1_100) {
                throw Problem.invalidRequest("A number is beyond the range of a double.");
            }
        } else if (json.isBigInteger() && Double.isInfinite(json.doubleValue())) {
            throw Problem.invalidRequest("A number is beyond the range of a double.");
        }
        json.properties().forEach(member -> {
            check(member.getKey());
            check(member.getValue());
        });
        if (json.isArray()) {
            json.forEach(JsonRequest::check);
        }
    }

    private static void check(String text) {
        if (text.indexOf(0) >= 0) {
            throw Problem.invalidRequest("The character U+0000 cannot be stored.");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Problem.invalidRequest("Half of a surrogate pair stands alone in a text.");
        }
    }
}
