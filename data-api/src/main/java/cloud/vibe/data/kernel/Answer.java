package cloud.vibe.data.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a write is answered with, as it can be kept and given again. No body means that there is none. The types are those of the documents
 * that the body tells of: who may no longer read one of them is not given it again.
 */
public record Answer(
        int status, Map<String, String> headers, @Nullable String body, Set<String> types) {
    public Answer {
        headers = new LinkedHashMap<>(headers);
        types = new TreeSet<>(types);
    }

    public static Answer of(int status) {
        return new Answer(status, Map.of(), null, Set.of());
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, types);
    }

    public Answer telling(String json, String... typesToldOf) {
        return new Answer(status, headers, json, Set.copyOf(List.of(typesToldOf)));
    }
}
