package cloud.vibe.data.server;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** A problem as it stands on the wire (RFC 9457). */
final class ProblemJson {
    static final String MEDIA_TYPE = "application/problem+json";

    private ProblemJson() {}

    static String of(Problem problem) {
        return of(problem.code(), problem.code().status(), problem.detail());
    }

    /** With the status that the answer has, where it is a more special one than the catalogue's. */
    static String of(ProblemCode code, int status, String detail) {
        return "{\"type\":\"" + code.uri() + "\",\"title\":\"" + escape(code.title()) + "\",\"status\":" + status
                + ",\"detail\":\"" + escape(detail) + "\",\"code\":\"" + code.wire() + "\"}";
    }

    private static String escape(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
