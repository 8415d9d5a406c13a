package cloud.vibe.data.change;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a client has heard: opaque to it. It names the incarnation of the database, for the transaction ids of a restored one begin
 * anew, and an older cursor would skip changes without a word.
 */
record Cursor(UUID incarnation, Position position) {
    private static final int BYTES = 32;

    String encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(incarnation.getMostSignificantBits())
                .putLong(incarnation.getLeastSignificantBits())
                .putLong(position.xid())
                .putLong(position.seq());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static Optional<Cursor> decode(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == BYTES) {
                UUID incarnation = new UUID(bytes.getLong(), bytes.getLong());
                return Optional.of(new Cursor(incarnation, new Position(bytes.getLong(), bytes.getLong())));
            }
        } catch (IllegalArgumentException e) {
            // Not one of ours.
        }
        return Optional.empty();
    }
}
