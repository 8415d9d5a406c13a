package cloud.vibe.data.server;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.caller.ProvenRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is asking, before the endpoint runs. Nobody is let through only where that is said. Who sends proofs of possession is told
 * with each answer which nonce the next one needs (RFC 9449 section 8.2).
 */
final class CallerFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private final Callers callers;
    private final boolean isOpenToNobody;

    CallerFilter(Callers callers, boolean isOpenToNobody) {
        this.callers = callers;
        this.isOpenToNobody = isOpenToNobody;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Caller caller = caller(request);
        boolean isSecure = request.getSecurityContext().isSecure();
        request.setSecurityContext(new SecurityContext() {
            @Override
            public Principal getUserPrincipal() {
                return caller;
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }

            @Override
            public boolean isSecure() {
                return isSecure;
            }

            @Override
            public String getAuthenticationScheme() {
                return "Bearer";
            }
        });
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(ProvenRequest.NONCE) instanceof String nonce) {
            response.getHeaders().putSingle(ProvenRequest.NONCE, nonce);
        }
    }

    private Caller caller(ContainerRequestContext request) {
        @Nullable String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization == null && isOpenToNobody) {
            return new Nobody();
        }
        @Nullable String origin = request.getHeaderString("Origin");
        if (authorization != null && Callers.isProven(authorization)) {
            request.setProperty(ProvenRequest.NONCE, callers.nonce());
            return callers.require(authorization, origin, proven(request));
        }
        return callers.require(authorization, origin);
    }

    private static ProvenRequest proven(ContainerRequestContext request) {
        return new ProvenRequest(
                HeadRequests.method(request),
                request.getUriInfo().getRequestUri().getRawPath(),
                request.getHeaders().getOrDefault(ProvenRequest.PROOF, List.of()));
    }
}
