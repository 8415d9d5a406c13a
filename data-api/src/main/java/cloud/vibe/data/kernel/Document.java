package cloud.vibe.data.kernel;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A document as everybody reads it. No key means that its creator chose none. The data is JSON text as PostgreSQL wrote it: it is passed through and never parsed again. No data
 * means that the document is deleted.
 */
public record Document(
        DocumentId id,
        DocumentType type,
        @Nullable DocumentKey key,
        Rev rev,
        Owner owner,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String data) {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** RFC 3339 in UTC, to the microsecond. */
    public static String time(Instant time) {
        return MICROSECONDS.format(time);
    }

    public void appendJson(StringBuilder json, DidDomain domain) {
        // Nothing but the key and the data could hold a character that JSON escapes: the records above see to that.
        json.append("{\"id\":\"").append(id);
        json.append("\",\"type\":\"").append(type);
        if (key != null) {
            json.append("\",\"key\":\"");
            JsonStringEncoder.getInstance().quoteAsString(key.value(), json);
        }
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
