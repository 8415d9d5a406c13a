package cloud.vibe.data.server;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemJson;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * What browsers must hear, on every answer. Any origin may ask (there is no cookie that a foreign page could ride on) and read the answer;
 * whether a token may come from there is decided when the token is looked at.
 */
final class BrowserFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String EXPOSED =
            "DPoP-Nonce, ETag, Location, Preference-Applied, Retry-After, WWW-Authenticate";

    private final transient BooleanSupplier isReady;

    BrowserFilter(BooleanSupplier isReady) {
        this.isReady = isReady;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        // Kept by the browser that asked, and asked again each time: so the ETag is of use and a revocation is heard.
        response.setHeader("Cache-Control", "private, no-cache");
        response.addHeader("Vary", "Origin, Authorization");
        String origin = request.getHeader("Origin");
        if (origin != null) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", EXPOSED);
        }
        boolean isPreflight = origin != null
                && "OPTIONS".equals(request.getMethod())
                && request.getHeader("Access-Control-Request-Method") != null;
        if (isPreflight) {
            preflight(response);
            return;
        }
        if (!isReady.getAsBoolean()) {
            unavailable(response);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void preflight(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
        response.setHeader(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, DPoP, Idempotency-Key, If-Match, If-None-Match, Prefer");
        response.setHeader("Access-Control-Max-Age", "600");
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private static void unavailable(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", "2");
        response.setContentType(ProblemJson.MEDIA_TYPE);
        String json = ProblemJson.of(Problem.unavailable("The database has not been reached yet.", null));
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}
