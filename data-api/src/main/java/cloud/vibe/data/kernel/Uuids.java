package cloud.vibe.data.kernel;

import java.util.UUID;
import java.util.regex.Pattern;

/** One spelling of a UUID, for {@link UUID#fromString} also takes short and upper-case ones. */
final class Uuids {
    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Uuids() {}

    static UUID parse(String text) {
        if (!CANONICAL.matcher(text).matches()) {
            throw new IllegalArgumentException("not a lower-case UUID");
        }
        return UUID.fromString(text);
    }
}
