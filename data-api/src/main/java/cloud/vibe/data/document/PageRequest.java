package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which part of a list is asked for. The newest come first; no {@code after} means from the newest on. */
record PageRequest(DocumentType type, int limit, @Nullable DocumentId after) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int CURSOR_BYTES = 16;

    static PageRequest of(@Nullable String type, @Nullable String limit, @Nullable String after) {
        return new PageRequest(type(type), limit(limit), after == null ? null : decode(after));
    }

    /** Opaque to clients: where the next page begins. */
    static String cursor(DocumentId last) {
        ByteBuffer bytes = ByteBuffer.allocate(CURSOR_BYTES)
                .putLong(last.value().getMostSignificantBits())
                .putLong(last.value().getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static DocumentId decode(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == CURSOR_BYTES) {
                return new DocumentId(new UUID(bytes.getLong(), bytes.getLong()));
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw Problem.of(ProblemCode.INVALID_CURSOR, "Send next of the page before, unchanged, as after.");
    }

    private static DocumentType type(@Nullable String type) {
        if (type == null) {
            throw Problem.invalidRequest("Say which documents: ?type=notes.");
        }
        try {
            return new DocumentType(type);
        } catch (IllegalArgumentException e) {
            throw Problem.invalidRequest("The parameter type is not a type such as notes or com.example.note.");
        }
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number > Limit.PAGE_SIZE.max()) {
                throw Problem.beyond(Limit.PAGE_SIZE);
            }
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw Problem.invalidRequest("The parameter limit is a number from 1 to " + Limit.PAGE_SIZE.max() + ".");
    }
}
