package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.Rev;
import java.time.Instant;

/** What a document was for a while: from when it was written until it was replaced. */
record Version(long number, Rev rev, Instant writtenAt, Instant replacedAt, String data) {
    void appendJson(StringBuilder json) {
        json.append("{\"rev\":\"").append(rev);
        json.append("\",\"writtenAt\":\"").append(Document.time(writtenAt));
        json.append("\",\"replacedAt\":\"").append(Document.time(replacedAt));
        json.append("\",\"data\":").append(data).append('}');
    }
}
