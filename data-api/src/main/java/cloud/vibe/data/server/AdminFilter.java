package cloud.vibe.data.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The admin port asks nobody who they are; it is for probes and operators that can reach it. The browser of somebody who can reach it
 * visits strangers' pages too, and must not be their way in.
 */
final class AdminFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    // A page reaches us under a name of its owner by letting that name point here (DNS rebinding). So a name must be
    // one
    // that nobody can register: an address, a single label, or one below a domain that is never public.
    private static final Pattern ADDRESS_OR_LABEL = Pattern.compile("\\d+(\\.\\d+){3}|\\[[0-9a-f:.]+]|[a-z0-9_-]+");
    private static final List<String> PRIVATE = List.of(".localhost", ".svc", ".cluster.local", ".internal");
    private static final Pattern PORT = Pattern.compile(":\\d*$");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isOfAPage(request) || !isHere(request.getHeader("Host"))) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        } else if (request.getServletPath().equals("/tasks")) {
            // Dropwizard's own tasks (log-level, gc) change the process; we have no use for them.
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        } else {
            response.setHeader("X-Content-Type-Options", "nosniff");
            chain.doFilter(request, response);
        }
    }

    private static boolean isOfAPage(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean isForeign = site != null && !site.equals("none") && !site.equals("same-origin");
        return isForeign || request.getHeader("Origin") != null;
    }

    // Every browser sends a Host; a probe that speaks HTTP/1.0 need not.
    private static boolean isHere(@Nullable String host) {
        if (host == null) {
            return true;
        }
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return ADDRESS_OR_LABEL.matcher(name).matches() || PRIVATE.stream().anyMatch(name::endsWith);
    }
}
