package cloud.vibe.data.query;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where the following part begins; nothing if this is the last one
 * @param count how many there are in all, if that was asked for
 */
record Page(
        List<Document> documents,
        @Nullable String next,
        @Nullable Long count) {
    String json(DidDomain domain) {
        StringBuilder json = new StringBuilder(512 * (documents.size() + 1)).append("{\"items\":[");
        for (int i = 0; i < documents.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            documents.get(i).appendJson(json, domain);
        }
        json.append("],\"next\":");
        if (next == null) {
            json.append("null");
        } else {
            json.append('"').append(next).append('"');
        }
        if (count != null) {
            json.append(",\"count\":").append(count.longValue());
        }
        return json.append('}').toString();
    }
}
