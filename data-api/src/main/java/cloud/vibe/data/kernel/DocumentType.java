package cloud.vibe.data.kernel;

import java.util.Set;
import java.util.regex.Pattern;

/** A document's kind: {@code notes}, or reverse-domain as {@code com.example.note}. */
public record DocumentType(String value) {
    private static final int MAX_LENGTH = 128;
    private static final Set<String> RESERVED = Set.of("groups", "grants", "identity");
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");

    public DocumentType {
        if (value.length() > MAX_LENGTH || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a type of document");
        }
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
