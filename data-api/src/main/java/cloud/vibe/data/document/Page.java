package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import java.util.List;

/** A part of a list, the newest first, and whether anything follows it. */
record Page(List<Document> documents, boolean hasMore) {
    String json(DidDomain domain) {
        StringBuilder json = new StringBuilder(512 * (documents.size() + 1)).append("{\"items\":[");
        for (int i = 0; i < documents.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            documents.get(i).appendJson(json, domain);
        }
        json.append("],\"next\":");
        if (hasMore) {
            json.append('"')
                    .append(PageRequest.cursor(documents.getLast().id()))
                    .append('"');
        } else {
            json.append("null");
        }
        return json.append('}').toString();
    }
}
