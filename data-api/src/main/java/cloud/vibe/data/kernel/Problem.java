package cloud.vibe.data.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one exception that a client hears about (RFC 9457). Its detail is for strangers: never SQL, class names or other people's data. */
public final class Problem extends RuntimeException {
    /** Under this name a request carries the problem that refused it, where the container writes the answer. */
    public static final String ATTRIBUTE = Problem.class.getName();

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;
    private final int operation;
    private final transient List<Flaw> flaws;

    /**
     * One thing that is wrong, where there may be several.
     *
     * @param pointer where: a JSON Pointer (RFC 6901) into what was sent
     */
    public record Flaw(String pointer, String message) {}

    private Problem(ProblemCode code, String detail, @Nullable Throwable cause) {
        this(code, detail, cause, -1, List.of());
    }

    private Problem(ProblemCode code, String detail, @Nullable Throwable cause, int operation, List<Flaw> flaws) {
        // No stack trace without a cause: most problems are ordinary answers.
        super(code.wire() + ": " + detail, cause, false, cause != null);
        this.code = code;
        this.detail = detail;
        this.operation = operation;
        this.flaws = List.copyOf(flaws);
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, null);
    }

    public static Problem of(ProblemCode code, String detail, List<Flaw> flaws) {
        return new Problem(code, detail, null, -1, flaws);
    }

    public static Problem invalidRequest(String detail) {
        return of(ProblemCode.INVALID_REQUEST, detail);
    }

    public static Problem invalidDocument(String detail) {
        return of(ProblemCode.INVALID_DOCUMENT, detail);
    }

    /** More than the limit, with its own code. */
    public static Problem beyond(Limit limit) {
        return of(limit.code(), "There are at most " + limit.max() + " " + limit.what() + ".");
    }

    /** The same, said of one operation among many; they are counted from 0. */
    public Problem inOperation(int index) {
        return new Problem(code, "Operation " + index + ": " + detail, getCause(), index, flaws);
    }

    public static Problem tokenInvalid(String detail) {
        return of(ProblemCode.TOKEN_INVALID, detail);
    }

    public static Problem grantRevoked() {
        return of(
                ProblemCode.GRANT_REVOKED,
                "The person has taken back or narrowed what this token stands for: ask them again.");
    }

    public static Problem signedOut() {
        return of(ProblemCode.SIGNED_OUT, "The sign-in that this token was issued in has ended: sign in again.");
    }

    /** Where PostgreSQL alone knows which. */
    public static Problem permissionMissing() {
        return of(
                ProblemCode.PERMISSION_MISSING,
                "This takes a permission for that type (notes:write, say) that the app has not asked for or the person has"
                        + " not allowed, or a right to the document (to manage it, say) that the caller does not have.");
    }

    public static Problem permissionMissing(String permission) {
        return of(
                ProblemCode.PERMISSION_MISSING,
                "This takes " + permission + ", which the token does not hold: the app has not asked for it, or the"
                        + " person has not allowed it.");
    }

    public static Problem notFound() {
        return of(ProblemCode.NOT_FOUND, "It does not exist, or it is not yours to see.");
    }

    public static Problem unavailable(String detail, @Nullable Throwable cause) {
        return new Problem(ProblemCode.UNAVAILABLE, detail, cause);
    }

    public static Problem internal(Throwable cause) {
        return new Problem(ProblemCode.INTERNAL, "The failure is in our log, under the time of this answer.", cause);
    }

    /** For our log: the detail, and what lies at the bottom of it. Never for a client. */
    public String reason() {
        Throwable root = this;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == this ? detail : detail + " (" + root + ")";
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public List<Flaw> flaws() {
        return flaws;
    }

    /** Which operation of many it is about; below 0 if there are not many, or it is about all of them. */
    public int operation() {
        return operation;
    }
}
