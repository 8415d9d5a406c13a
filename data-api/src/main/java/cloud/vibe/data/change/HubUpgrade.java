package cloud.vibe.data.change;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketCreator;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets a socket. A browser cannot set headers on one, so its token comes as a subprotocol beside ours; it never comes in the
 * address, which ends up in logs.
 */
public final class HubUpgrade implements JettyWebSocketCreator {
    private static final String PROTOCOL = "vibe.v1";
    private static final String BEARER = "vibe.bearer.";
    private static final int UNAVAILABLE = 503;

    private final Hub hub;
    private final Callers callers;
    private final BooleanSupplier isReady;

    HubUpgrade(Hub hub, Callers callers, BooleanSupplier isReady) {
        this.hub = hub;
        this.callers = callers;
        this.isReady = isReady;
    }

    @Override
    public @Nullable Object createWebSocket(JettyServerUpgradeRequest request, JettyServerUpgradeResponse response)
            throws IOException {
        if (!isReady.getAsBoolean()) {
            response.sendError(UNAVAILABLE, "unavailable");
            return null;
        }
        String origin = request.getHeader("Origin");
        AppForPerson caller;
        try {
            caller = caller(request, origin);
            if (!hub.hasPlaceFor(caller)) {
                throw Problem.of(ProblemCode.TOO_MANY_CONNECTIONS, "Close a socket before the next one is opened.");
            }
        } catch (Problem problem) {
            if (problem.code().status() == 401) {
                response.setHeader("WWW-Authenticate", "Bearer realm=\"vibe\"");
            }
            response.sendError(problem.code().status(), problem.code().wire());
            return null;
        }
        if (request.getSubProtocols().contains(PROTOCOL)) {
            response.setAcceptedSubProtocol(PROTOCOL);
        }
        return new HubSocket(hub, callers, caller, origin);
    }

    private AppForPerson caller(JettyServerUpgradeRequest request, @Nullable String origin) {
        if (verified(request, origin) instanceof AppForPerson app) {
            return app;
        }
        throw Problem.of(ProblemCode.PERMISSION_MISSING, "Live changes are for apps that act for a person.");
    }

    private Caller verified(JettyServerUpgradeRequest request, @Nullable String origin) {
        List<String> tokens = request.getSubProtocols().stream()
                .filter(protocol -> protocol.startsWith(BEARER))
                .toList();
        if (tokens.size() == 1) {
            return callers.requireToken(tokens.getFirst().substring(BEARER.length()), origin);
        }
        return callers.require(request.getHeader("Authorization"), origin);
    }
}
