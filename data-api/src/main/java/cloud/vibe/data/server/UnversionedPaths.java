package cloud.vibe.data.server;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.net.URI;

/**
 * Serves every path without its version too, as apps were promised: {@code /documents} is {@code /v1/documents}. Here and not in the
 * resources' paths, for there the router would ask each of them by a regular expression.
 */
@PreMatching
final class UnversionedPaths implements ContainerRequestFilter {
    private static final String VERSION = "v1/";

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath(false).startsWith(VERSION)) {
            return;
        }
        // As it was sent: what is escaped in a path or a query stays so.
        String base = request.getUriInfo().getBaseUri().toString();
        String asked = request.getUriInfo().getRequestUri().toString();
        request.setRequestUri(URI.create(base + VERSION + asked.substring(base.length())));
    }
}
