package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Counts what the data takes when it is read again, and refuses values that would not come back as they were. PostgreSQL writes 1e300 out
 * as 301 digits: without this count a small body could become a huge document.
 */
final class StoredSize {
    // Each with the comma or colon and the space that PostgreSQL writes after it.
    private static final long WORD = "false, ".length();
    private static final long BEGIN = "{".length();
    private static final long END = "}, ".length();
    private static final long AROUND_TEXT = "\"\", ".length();
    private static final long AROUND_NUMBER = ", ".length();

    private long bytes;

    void add(JsonParser parser, JsonToken token) throws IOException {
        bytes += switch (token) {
            case FIELD_NAME, VALUE_STRING -> textBytes(parser.getText()) + AROUND_TEXT;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numberBytes(parser.getText()) + AROUND_NUMBER;
            case START_OBJECT, START_ARRAY -> BEGIN;
            case END_OBJECT, END_ARRAY -> END;
            default -> WORD;
        };
        if (bytes > Limit.DOCUMENT_BYTES.max()) {
            throw RequestBody.tooLarge();
        }
    }

    /** What a value takes whose parts have been looked at one by one before. */
    static long of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                long bytes = BEGIN + END;
                for (Map.Entry<String, JsonNode> member : value.properties()) {
                    bytes += textBytes(member.getKey()) + AROUND_TEXT + of(member.getValue());
                }
                yield bytes;
            }
            case ARRAY -> {
                long bytes = BEGIN + END;
                for (JsonNode element : value) {
                    bytes += of(element);
                }
                yield bytes;
            }
            case STRING -> textBytes(value.textValue()) + AROUND_TEXT;
            case NUMBER -> digits(value.decimalValue()) + AROUND_NUMBER;
            default -> WORD;
        };
    }

    private static long textBytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == 0) {
                throw Problem.invalidDocument("The character U+0000 cannot be stored.");
            }
            if (Character.isSurrogate(character)) {
                boolean isPair = Character.isHighSurrogate(character)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    throw Problem.invalidDocument("Half of a surrogate pair stands alone in a text.");
                }
                i++;
                bytes += 4;
            } else if (character == '"' || character == '\\') {
                bytes += 2;
            } else {
                bytes += character < 0x20 ? 6 : character < 0x80 ? 1 : character < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    private static long numberBytes(String text) {
        // Nobody writes a number so long; PostgreSQL would keep every digit of it.
        if (text.length() > Limit.NUMBER_DIGITS.max()) {
            throw Problem.beyond(Limit.NUMBER_DIGITS);
        }
        double value = Double.parseDouble(text);
        BigDecimal exact;
        try {
            exact = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw outOfRange();
        }
        // RFC 8259 section 6: beyond a double's range a number does not survive most readers.
        if (Double.isInfinite(value) || (value == 0 && exact.signum() != 0)) {
            throw outOfRange();
        }
        // A zero keeps its exponent as well: PostgreSQL writes 0e-9000 with nine thousand digits.
        if (exact.scale() > 1_100 || exact.scale() < -1_100) {
            throw outOfRange();
        }
        return digits(exact);
    }

    private static long digits(BigDecimal number) {
        return Math.max(number.precision(), 1L) + Math.abs((long) number.scale());
    }

    private static Problem outOfRange() {
        return Problem.invalidDocument("A number is beyond the range of a double.");
    }
}
