package cloud.vibe.data.type;

import cloud.vibe.data.kernel.DocumentType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of the schemas that an app has given a type, for good.
 *
 * @param body nothing means that from then on there was none
 * @param isNew whether it has just been made, and was not there before
 */
record SchemaVersion(
        int version, Instant createdAt, @Nullable String body, boolean isNew) {
    static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    String json(DocumentType type) {
        return "{\"type\":\"" + type + "\",\"version\":" + version + ",\"createdAt\":\""
                + MICROSECONDS.format(createdAt) + "\",\"schema\":" + body + "}";
    }

    static String json(DocumentType type, List<SchemaVersion> versions) {
        return versions.stream()
                .map(version -> version.json(type))
                .collect(Collectors.joining(",", "{\"items\":[", "],\"next\":null}"));
    }
}
