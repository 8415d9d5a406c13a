package cloud.vibe.data.kernel;

import java.util.UUID;

/** A document's id: a UUIDv7 that only the server makes, so its order is that of creation. */
public record DocumentId(UUID value) {
    /**
     * Reads what stands on the wire.
     *
     * @throws IllegalArgumentException if the text is not a lower-case UUID
     */
    public static DocumentId parse(String text) {
        return new DocumentId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
