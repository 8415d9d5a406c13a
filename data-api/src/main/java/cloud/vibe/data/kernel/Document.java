package cloud.vibe.data.kernel;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A document as everybody reads it. The data is JSON text as PostgreSQL wrote it: it is passed through and never parsed again. No data
 * means that the document is deleted.
 */
public record Document(
        DocumentId id,
        DocumentType type,
        Rev rev,
        Owner owner,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String data) {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    public void appendJson(StringBuilder json, DidDomain domain) {
        // Nothing but the data could hold a character that JSON escapes: the records above see to that.
        json.append("{\"id\":\"").append(id);
        json.append("\",\"type\":\"").append(type);
        json.append("\",\"rev\":\"").append(rev);
        json.append("\",\"owner\":\"").append(domain.did(owner));
        json.append("\",\"createdAt\":\"");
        MICROSECONDS.formatTo(createdAt, json);
        json.append("\",\"updatedAt\":\"");
        MICROSECONDS.formatTo(updatedAt, json);
        if (data == null) {
            json.append("\",\"deleted\":true}");
            return;
        }
        json.append("\",\"data\":").append(data).append('}');
    }
}
