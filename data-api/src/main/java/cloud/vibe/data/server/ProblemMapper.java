package cloud.vibe.data.server;

import cloud.vibe.data.caller.Challenge;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.ProblemJson;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever was thrown into a problem that says enough to a client and nothing about us. */
final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
    private static final int RETRY_AFTER_SECONDS = 2;
    private static final String AUTH = "v1/auth/";

    // Of the request at hand, in whatever thread.
    @Context
    private @Nullable UriInfo request;

    @Override
    public Response toResponse(Throwable thrown) {
        Problem problem = problem(thrown);
        log(problem);
        ProblemCode code = problem.code();
        Response.ResponseBuilder response =
                Response.status(code.status()).type(ProblemJson.MEDIA_TYPE).entity(json(problem));
        switch (code.status()) {
            case 401 ->
                Challenge.of(code).forEach(challenge -> response.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
            case 503 -> response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            case 405 -> {
                if (thrown instanceof WebApplicationException refusal) {
                    response.header(HttpHeaders.ALLOW, refusal.getResponse().getHeaderString(HttpHeaders.ALLOW));
                }
            }
            default -> {}
        }
        return response.build();
    }

    private String json(Problem problem) {
        boolean isAuth = request != null && request.getPath().startsWith(AUTH);
        return isAuth ? ProblemJson.withOAuthError(problem) : ProblemJson.of(problem);
    }

    private static Problem problem(Throwable thrown) {
        return switch (thrown) {
            case Problem problem -> problem;
            case WebApplicationException refusal -> refusal(refusal);
            // The client went away or sent less than it promised while its body was read.
            case IOException broken -> Problem.invalidRequest("The body ended before its time.");
            default -> Problem.internal(thrown);
        };
    }

    private static Problem refusal(WebApplicationException refusal) {
        int status = refusal.getResponse().getStatus();
        return switch (status) {
            case 404 -> Problem.of(ProblemCode.NOT_FOUND, "There is no such resource.");
            case 405 -> Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "The header Allow says which ones it takes.");
            case 406 -> Problem.of(ProblemCode.NOT_ACCEPTABLE, "Send an Accept that allows JSON.");
            case 413 -> Problem.of(ProblemCode.TOO_LARGE, "Send less at once.");
            case 415 ->
                Problem.of(
                        ProblemCode.MEDIA_TYPE_UNSUPPORTED,
                        "Most resources take Content-Type: application/json, a PATCH application/merge-patch+json or"
                                + " application/json-patch+json; /v1/openapi.json says it of each.");
            default -> status >= 500 ? Problem.internal(refusal) : Problem.invalidRequest("It cannot be read.");
        };
    }

    private static void log(Problem problem) {
        if (problem.code() == ProblemCode.INTERNAL) {
            LOG.error("a request failed", problem);
        } else if (problem.code() == ProblemCode.UNAVAILABLE) {
            LOG.warn("a request was refused: {}", problem.reason());
        }
    }
}
