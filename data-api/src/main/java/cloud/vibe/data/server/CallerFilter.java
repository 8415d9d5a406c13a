package cloud.vibe.data.server;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Callers;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Stands before every endpoint that names a caller among its parameters; none of them runs without one. */
final class CallerFilter implements ContainerRequestFilter {
    private final Callers callers;

    CallerFilter(Callers callers) {
        this.callers = callers;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        AppForPerson caller =
                callers.require(request.getHeaderString(HttpHeaders.AUTHORIZATION), request.getHeaderString("Origin"));
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
}
