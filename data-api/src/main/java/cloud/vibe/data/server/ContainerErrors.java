package cloud.vibe.data.server;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.ProblemJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What the container refuses, or has to refuse for us, is answered as a problem too, without the container's own words. */
final class ContainerErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemJson.MEDIA_TYPE);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        if (!request.getConnectionMetaData().isPersistent()) {
            // After a first line that it cannot read the container hangs up, and does not say so of itself: a client
            // would send its next request on that connection (RFC 9112, section 9.6).
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        }
        response.write(true, ByteBuffer.wrap(body(request, status).getBytes(StandardCharsets.UTF_8)), callback);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    private static String body(Request request, int status) {
        return request.getAttribute(Problem.ATTRIBUTE) instanceof Problem problem
                ? ProblemJson.of(problem)
                : ProblemJson.of(code(status), status, detail(status));
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 ->
                "The request cannot be read. Its path may have no empty part, no ';', and no escape that can be read in two ways"
                        + " (such as %2F, %25 or %00); ids and DIDs stand in it as they are.";
            case 414 -> "The address is longer than 8 KiB. A long query is sent as a body: POST /v1/documents/query.";
            case 431 -> "The headers are longer than 8 KiB together.";
            default -> "The request was refused before it was read in full.";
        };
    }

    private static ProblemCode code(int status) {
        return switch (status) {
            case 404 -> ProblemCode.NOT_FOUND;
            case 405, 501 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 413 -> ProblemCode.TOO_LARGE;
            case 503 -> ProblemCode.UNAVAILABLE;
            case 505 -> ProblemCode.INVALID_REQUEST;
            default -> status >= 500 ? ProblemCode.INTERNAL : ProblemCode.INVALID_REQUEST;
        };
    }
}
