package cloud.vibe.data.kernel;

import java.util.UUID;

/** One spelling of a UUID, for {@link UUID#fromString} also takes short and upper-case ones. */
final class Uuids {
    private static final int LENGTH = 36;

    private Uuids() {}

    static UUID parse(String text) {
        if (text.length() == LENGTH) {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        }
        throw new IllegalArgumentException("not a lower-case UUID");
    }
}
