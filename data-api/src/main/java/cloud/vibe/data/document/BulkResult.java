package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemJson;
import cloud.vibe.data.kernel.Rev;
import java.util.List;

/** What has become of one operation of a bulk request. */
sealed interface BulkResult {
    /** The status is the one that the same request alone would have had. */
    record Done(int status, DocumentId id, Rev rev) implements BulkResult {}

    record Refused(Problem problem) implements BulkResult {}

    static String json(List<BulkResult> results) {
        StringBuilder json = new StringBuilder(100 * (results.size() + 1)).append("{\"results\":[");
        for (int i = 0; i < results.size(); i++) {
            json.append(i > 0 ? "," : "");
            switch (results.get(i)) {
                case Done done ->
                    json.append("{\"status\":")
                            .append(done.status())
                            .append(",\"id\":\"")
                            .append(done.id())
                            .append("\",\"rev\":\"")
                            .append(done.rev())
                            .append("\"}");
                case Refused refused ->
                    json.append("{\"status\":")
                            .append(refused.problem().code().status())
                            .append(",\"problem\":")
                            .append(ProblemJson.of(refused.problem()))
                            .append('}');
            }
        }
        return json.append("]}").toString();
    }
}
