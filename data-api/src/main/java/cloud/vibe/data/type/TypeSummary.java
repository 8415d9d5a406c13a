package cloud.vibe.data.type;

import cloud.vibe.data.kernel.DocumentType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * That there are documents of a type that the caller may read.
 *
 * @param own how many of their own, as far as they were counted
 * @param others how many of others, as far as they were counted
 * @param updatedAt when one of those was last changed
 */
record TypeSummary(DocumentType type, long own, long others, Instant updatedAt) {
    /** Nobody counts further: it would cost what looking at them costs. */
    static final int MAX_COUNTED = 1_000;

    static String json(List<TypeSummary> summaries) {
        return summaries.stream()
                .map(TypeSummary::json)
                .collect(Collectors.joining(",", "{\"items\":[", "],\"next\":null}"));
    }

    private String json() {
        boolean isExact = own <= MAX_COUNTED && others <= MAX_COUNTED;
        return "{\"type\":\"" + type + "\",\"own\":" + Math.min(own, MAX_COUNTED) + ",\"others\":"
                + Math.min(others, MAX_COUNTED) + ",\"isExact\":" + isExact + ",\"updatedAt\":\""
                + SchemaVersion.MICROSECONDS.format(updatedAt) + "\"}";
    }
}
