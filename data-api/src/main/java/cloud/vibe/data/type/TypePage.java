package cloud.vibe.data.type;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The types of which the caller may read something, by name.
 *
 * @param isComplete false if there may be more, beyond what one request looks at
 */
record TypePage(List<TypeSummary> items, boolean isComplete) {
    String json() {
        return items.stream()
                .map(TypeSummary::json)
                .collect(Collectors.joining(",", "{\"items\":[", "],\"next\":null,\"isComplete\":" + isComplete + "}"));
    }
}
