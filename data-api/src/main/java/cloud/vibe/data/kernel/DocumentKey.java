package cloud.vibe.data.kernel;

/**
 * A name that a client has chosen for a document: unique among the documents of one owner and type. 1 to 255 characters (code points), none
 * of them a control character; compared as it is written.
 */
public record DocumentKey(String value) {
    public DocumentKey {
        int length = value.codePointCount(0, value.length());
        if (length < 1 || length > Limit.KEY_LENGTH.max() || !value.codePoints().allMatch(DocumentKey::isCharacter)) {
            throw new IllegalArgumentException("not a key");
        }
    }

    /**
     * Reads what a client sent.
     *
     * @throws Problem if it is not a key
     */
    public static DocumentKey parse(String text) {
        try {
            return new DocumentKey(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                    ProblemCode.INVALID_KEY,
                    "A key is a text of 1 to " + Limit.KEY_LENGTH.max() + " characters without control characters.");
        }
    }

    // A surrogate is one that stands alone: a pair is a code point of its own.
    private static boolean isCharacter(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }

    @Override
    public String toString() {
        return value;
    }
}
