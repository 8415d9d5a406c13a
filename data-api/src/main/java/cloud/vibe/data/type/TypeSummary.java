package cloud.vibe.data.type;

import cloud.vibe.data.kernel.DocumentType;
import java.time.Instant;

/**
 * That there are documents of a type that the caller may read.
 *
 * @param own how many of their own, as far as they were counted
 * @param others how many of others, as far as they were counted
 * @param isExact whether all of them were counted
 * @param updatedAt when one of those was last changed
 */
record TypeSummary(DocumentType type, long own, long others, boolean isExact, Instant updatedAt) {
    /** Nobody counts further: it would cost what looking at them costs. */
    static final int MAX_COUNTED = 1_000;

    String json() {
        return "{\"type\":\"" + type + "\",\"own\":" + Math.min(own, MAX_COUNTED) + ",\"others\":"
                + Math.min(others, MAX_COUNTED) + ",\"isExact\":" + isExact + ",\"updatedAt\":\""
                + SchemaVersion.MICROSECONDS.format(updatedAt) + "\"}";
    }
}
