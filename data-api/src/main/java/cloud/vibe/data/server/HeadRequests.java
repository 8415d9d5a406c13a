package cloud.vibe.data.server;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/** The router calls a HEAD a GET from there on, where the endpoint knows no other; a proof of possession names what was sent. */
@PreMatching
final class HeadRequests implements ContainerRequestFilter {
    private static final String IS_HEAD = "is-head";

    /** As the client has sent it. */
    static String method(ContainerRequestContext request) {
        return request.getProperty(IS_HEAD) == null ? request.getMethod() : HttpMethod.HEAD;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.HEAD)) {
            request.setProperty(IS_HEAD, true);
        }
    }
}
