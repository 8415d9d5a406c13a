package cloud.vibe.data.kernel;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.stream.Collectors;

/** A problem as it stands on the wire (RFC 9457). */
public final class ProblemJson {
    public static final String MEDIA_TYPE = "application/problem+json";

    private ProblemJson() {}

    public static String of(Problem problem) {
        String operation = problem.operation() < 0 ? "" : ",\"operation\":" + problem.operation();
        return of(problem.code(), problem.code().status(), problem.detail(), operation + errors(problem.flaws()));
    }

    /** The same with the members that clients of OAuth 2.0 look at (RFC 6749 section 5.2). */
    public static String withOAuthError(Problem problem) {
        String description = problem.detail().replaceAll("[^\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
        return of(
                problem.code(),
                problem.code().status(),
                problem.detail(),
                ",\"error\":\"" + problem.code().oauthError() + "\",\"error_description\":\"" + description + "\"");
    }

    private static String errors(List<Problem.Flaw> flaws) {
        return flaws.isEmpty()
                ? ""
                : flaws.stream()
                        .map(flaw -> "{\"pointer\":\"" + escape(flaw.pointer()) + "\",\"message\":\""
                                + escape(flaw.message()) + "\"}")
                        .collect(Collectors.joining(",", ",\"errors\":[", "]"));
    }

    /** With the status that the answer has, where it is a more special one than the catalogue's. */
    public static String of(ProblemCode code, int status, String detail) {
        return of(code, status, detail, "");
    }

    private static String of(ProblemCode code, int status, String detail, String more) {
        return "{\"type\":\"" + code.uri() + "\",\"title\":\"" + escape(code.title()) + "\",\"status\":" + status
                + ",\"detail\":\"" + escape(detail) + "\",\"code\":\"" + code.wire() + "\"" + more + "}";
    }

    private static String escape(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
