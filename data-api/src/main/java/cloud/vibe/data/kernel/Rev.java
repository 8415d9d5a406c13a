package cloud.vibe.data.kernel;

import java.util.regex.Pattern;

/** A document's revision: opaque to clients, who send back what they have read. */
public record Rev(String value) {
    private static final Pattern FORM = Pattern.compile("[1-9][0-9]{0,17}-[0-9a-f]{16}");

    public Rev {
        if (!isRev(value)) {
            throw new IllegalArgumentException("not a rev");
        }
    }

    public static boolean isRev(String text) {
        return FORM.matcher(text).matches();
    }

    /** The one that follows, with a digest of what the document then is. */
    public Rev next(String digest) {
        long number = Long.parseLong(value.substring(0, value.indexOf('-')));
        return new Rev((number + 1) + "-" + digest);
    }

    /** As it stands in {@code ETag} and {@code If-Match}: a strong validator (RFC 9110 section 8.8.3). */
    public String entityTag() {
        return '"' + value + '"';
    }

    @Override
    public String toString() {
        return value;
    }
}
