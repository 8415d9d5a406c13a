package cloud.vibe.data.kernel;

import java.util.UUID;

/** One spelling of a UUID, for {@link UUID#fromString} also takes short and upper-case ones. */
final class Uuids {
    private Uuids() {}

    static UUID parse(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("not a lower-case UUID");
        }
        return id;
    }
}
