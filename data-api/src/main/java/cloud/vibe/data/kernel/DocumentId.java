package cloud.vibe.data.kernel;

import java.util.UUID;

/** A document's id: a UUIDv7 that only the server makes, so its order is that of creation. */
public record DocumentId(UUID value) {
    /** Where a document stands, as the template that all resources of one share: the router tries it once for all of them. */
    public static final String PATH = "v1/documents/{id: [0-9a-f-]{36}}";

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
