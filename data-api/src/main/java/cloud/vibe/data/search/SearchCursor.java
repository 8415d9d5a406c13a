package cloud.vibe.data.search;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * Behind which hit the next page begins. Opaque to clients and not signed: it is a position and no right. It fits only the search it came
 * from.
 *
 * @param delivered how many hits have been shown before
 * @param corrected whether nothing was found as it was typed, so that words alike are looked for
 */
record SearchCursor(float rank, DocumentId document, int delivered, boolean corrected) {
    private static final int BYTES = 8 + 4 + 16 + 4 + 1;

    String encode(long fingerprint) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(fingerprint)
                .putFloat(rank)
                .putLong(document.value().getMostSignificantBits())
                .putLong(document.value().getLeastSignificantBits())
                .putInt(delivered)
                .put((byte) (corrected ? 1 : 0));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws Problem if it is none, or one of another search */
    static SearchCursor decode(String text, long fingerprint) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == BYTES && bytes.getLong() == fingerprint) {
                float rank = bytes.getFloat();
                DocumentId document = new DocumentId(new UUID(bytes.getLong(), bytes.getLong()));
                int delivered = bytes.getInt();
                if (Float.isFinite(rank) && delivered > 0) {
                    return new SearchCursor(rank, document, delivered, bytes.get() == 1);
                }
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw Problem.of(
                ProblemCode.INVALID_CURSOR, "Send next of the page before, unchanged, as after, with the same search.");
    }
}
