package cloud.vibe.data.server;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.caller.Nobody;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Finds out who is asking, before the endpoint runs. Nobody is let through only where that is said. */
final class CallerFilter implements ContainerRequestFilter {
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

    private Caller caller(ContainerRequestContext request) {
        @Nullable String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization == null && isOpenToNobody) {
            return new Nobody();
        }
        return callers.require(authorization, request.getHeaderString("Origin"));
    }
}
