package cloud.vibe.data.server;

import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.ProblemJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What the container refuses before any code of ours runs is answered as a problem too, without the container's own words. */
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
        response.write(true, ByteBuffer.wrap(body(status)), callback);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    private static byte[] body(int status) {
        return ProblemJson.of(code(status), status, "The request was refused before it was read in full.")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ProblemCode code(int status) {
        return switch (status) {
            case 401 -> ProblemCode.TOKEN_INVALID;
            case 403 -> ProblemCode.ORIGIN_NOT_ALLOWED;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405, 501 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 413 -> ProblemCode.TOO_LARGE;
            case 429 -> ProblemCode.TOO_MANY_CONNECTIONS;
            case 503 -> ProblemCode.UNAVAILABLE;
            case 505 -> ProblemCode.INVALID_REQUEST;
            default -> status >= 500 ? ProblemCode.INTERNAL : ProblemCode.INVALID_REQUEST;
        };
    }
}
