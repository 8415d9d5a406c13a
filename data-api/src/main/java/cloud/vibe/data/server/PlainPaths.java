package cloud.vibe.data.server;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Refuses path parameters (RFC 3986 section 3.3). We have none; the router passes over them, and a proxy in front that does not would see
 * another path than we do. It stands before everything else, the upgrade of a socket too.
 */
final class PlainPaths extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        @Nullable String path = request.getHttpURI().getPath();
        if (path != null && path.indexOf(';') >= 0) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        return super.handle(request, response, callback);
    }
}
