package cloud.vibe.data.type;

import cloud.vibe.data.kernel.DataPath;
import cloud.vibe.data.kernel.DocumentType;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What documents of a type look like, as far as some of them show: which paths there are, in how many of them, and with which JSON types.
 * Paths are written as queries take them; the elements of an array stand under {@code []}. Examples are of the caller's own documents only.
 */
final class TypeShape {
    private static final int MAX_PATHS = 500;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_PATH_LENGTH = 1_000;
    private static final int MAX_EXAMPLES = 3;
    private static final int MAX_EXAMPLE_LENGTH = 100;

    private final DocumentType type;
    private final Map<String, Path> paths = new TreeMap<>();
    private int sampled;
    private int own;
    private boolean isComplete = true;
    private @Nullable Instant updatedAt;

    TypeShape(DocumentType type) {
        this.type = type;
    }

    private static final class Path {
        private final Map<String, Integer> types = new TreeMap<>();
        private final Set<String> examples = new LinkedHashSet<>();
        private int documents;
        private int lastDocument = -1;
    }

    boolean isEmpty() {
        return sampled == 0;
    }

    void add(JsonNode data, boolean isOwn, Instant changedAt) {
        if (updatedAt == null || changedAt.isAfter(updatedAt)) {
            updatedAt = changedAt;
        }
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            add(new DataPath(List.of(member.getKey())).toString(), member.getValue(), isOwn, 1);
        }
        sampled++;
        own += isOwn ? 1 : 0;
    }

    private void add(String place, JsonNode value, boolean isOwn, int depth) {
        Path path = path(place, depth);
        if (path == null) {
            isComplete = false;
            return;
        }
        if (path.lastDocument != sampled) {
            path.lastDocument = sampled;
            path.documents++;
        }
        path.types.merge(value.getNodeType().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        if (value.isArray()) {
            for (JsonNode element : value) {
                add(place + "[]", element, isOwn, depth + 1);
            }
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                add(place + "." + DataPath.escaped(member.getKey()), member.getValue(), isOwn, depth + 1);
            }
        } else if (isOwn && path.examples.size() < MAX_EXAMPLES) {
            String example = value.toString();
            if (example.length() <= MAX_EXAMPLE_LENGTH) {
                path.examples.add(example);
            }
        }
    }

    private @Nullable Path path(String place, int depth) {
        Path known = paths.get(place);
        if (known != null) {
            return known;
        }
        if (depth > MAX_DEPTH || paths.size() >= MAX_PATHS || place.length() > MAX_PATH_LENGTH) {
            return null;
        }
        Path path = new Path();
        paths.put(place, path);
        return path;
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = TypeJson.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", type.value());
            json.writeNumberField("sampled", sampled);
            json.writeNumberField("own", own);
            json.writeStringField("updatedAt", updatedAt == null ? null : SchemaVersion.MICROSECONDS.format(updatedAt));
            json.writeBooleanField("isComplete", isComplete);
            json.writeArrayFieldStart("paths");
            for (Map.Entry<String, Path> entry : paths.entrySet()) {
                write(entry.getKey(), entry.getValue(), json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(String place, Path path, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", place);
        json.writeNumberField("documents", path.documents);
        json.writeObjectFieldStart("types");
        for (Map.Entry<String, Integer> type : path.types.entrySet()) {
            json.writeNumberField(type.getKey(), type.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("examples");
        for (String example : path.examples) {
            json.writeRawValue(example);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
