package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Counts what the data takes when it is read again, and refuses values that would not come back as they were. PostgreSQL writes 1e300 out
 * as 301 digits: without this count a small body could become a huge document.
 */
final class StoredSize {
    private long bytes = 2;

    void add(JsonParser parser, JsonToken token) throws IOException {
        bytes += switch (token) {
            case FIELD_NAME, VALUE_STRING -> textBytes(parser.getText()) + 4;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numberBytes(parser.getText()) + 2;
            default -> 6;
        };
        if (bytes > Limit.DOCUMENT_BYTES.max()) {
            throw RequestBody.tooLarge();
        }
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
            } else {
                bytes += character < 0x20 ? 6 : character < 0x80 ? 1 : character < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    private static long numberBytes(String text) {
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
        return Math.max(exact.precision(), 1L) + Math.abs((long) exact.scale());
    }

    private static Problem outOfRange() {
        return Problem.invalidDocument("A number is beyond the range of a double.");
    }
}
