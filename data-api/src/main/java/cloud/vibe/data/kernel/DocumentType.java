package cloud.vibe.data.kernel;

import java.util.Set;

/** A document's kind: {@code notes}, or reverse-domain as {@code com.example.note}. */
public record DocumentType(String value) {
    private static final int MAX_LENGTH = 128;
    private static final Set<String> RESERVED = Set.of("groups", "grants", "identity");

    public DocumentType {
        if (value.length() > MAX_LENGTH || !isType(value)) {
            throw new IllegalArgumentException("not a type of document");
        }
    }

    // Like [a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*, which was much of what a list took.
    private static boolean isType(String text) {
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean isLetter = each >= 'a' && each <= 'z';
            boolean isInside = isLetter || (each >= '0' && each <= '9') || each == '-' || each == '.';
            if (begins ? !isLetter : !isInside) {
                return false;
            }
            begins = each == '.';
        }
        return !begins;
    }

    /** Whether it only names a permission, and no document is of it. */
    public boolean isReserved() {
        return RESERVED.contains(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
