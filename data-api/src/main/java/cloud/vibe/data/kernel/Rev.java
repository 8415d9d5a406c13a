package cloud.vibe.data.kernel;

/** A document's revision: opaque to clients, who send back what they have read. */
public record Rev(String value) {
    private static final int DIGEST = 16;
    private static final int MAX_DIGITS = 18;

    public Rev {
        if (!isRev(value)) {
            throw new IllegalArgumentException("not a rev");
        }
    }

    public static boolean isRev(String text) {
        // Like [1-9][0-9]{0,17}-[0-9a-f]{16}, which was a twentieth of what a list took.
        int dash = text.length() - DIGEST - 1;
        if (dash < 1 || dash > MAX_DIGITS || text.charAt(dash) != '-' || text.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean isExpected = i == dash || isDigit(each) || (i > dash && each >= 'a' && each <= 'f');
            if (!isExpected) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
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
