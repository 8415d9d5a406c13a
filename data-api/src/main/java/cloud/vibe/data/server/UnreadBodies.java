package cloud.vibe.data.server;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Says that the connection closes where an answer is given before the body has come in full (RFC 9112 section 9.6). Jetty closes it then but
 * does not say so, and the client's next request is lost.
 */
final class UnreadBodies extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields headers = request.getHeaders();
        if (headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING)) {
            request.addHttpStreamWrapper(Telling::new);
        }
        return super.handle(request, response, callback);
    }

    private static final class Telling extends HttpStream.Wrapper {
        Telling(HttpStream stream) {
            super(stream);
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            super.prepareResponse(headers);
            // What has come by now is read without waiting, and the connection lives on.
            if (consumeAvailable() != null) {
                headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
            }
        }
    }
}
