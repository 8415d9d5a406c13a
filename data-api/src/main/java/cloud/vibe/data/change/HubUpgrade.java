package cloud.vibe.data.change;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.caller.Challenge;
import cloud.vibe.data.caller.ProvenRequest;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketCreator;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets a socket. A browser cannot set headers on one, so its token comes as a subprotocol beside ours, and the proof that belongs
 * to a bound one as another; they never come in the address, which ends up in logs.
 */
public final class HubUpgrade implements JettyWebSocketCreator {
    private static final String PROTOCOL = "vibe.v1";
    private static final String BEARER = "vibe.bearer.";
    private static final String DPOP = "vibe.dpop.";
    private static final String PROOF = "vibe.proof.";

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
            refuse(request, response, Problem.unavailable("Live changes begin in a moment: try again.", null));
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
            refuse(request, response, problem);
            return null;
        }
        if (request.getSubProtocols().contains(PROTOCOL)) {
            response.setAcceptedSubProtocol(PROTOCOL);
        }
        return new HubSocket(hub, callers, caller, origin, proven(request, List.of()));
    }

    private void refuse(JettyServerUpgradeRequest request, JettyServerUpgradeResponse response, Problem problem)
            throws IOException {
        ProblemCode code = problem.code();
        if (code.status() == 401) {
            Challenge.of(code).forEach(challenge -> response.addHeader("WWW-Authenticate", challenge));
        }
        if (code == ProblemCode.DPOP_NONCE_REQUIRED) {
            response.setHeader(ProvenRequest.NONCE, callers.nonce());
        }
        // The container writes the answer, for there is no other way to give one here.
        request.setServletAttribute(Problem.ATTRIBUTE, problem);
        response.sendError(code.status(), code.wire());
    }

    private AppForPerson caller(JettyServerUpgradeRequest request, @Nullable String origin) {
        if (verified(request, origin) instanceof AppForPerson app) {
            return app;
        }
        throw Problem.of(ProblemCode.PERMISSION_MISSING, "Live changes are for apps that act for a person.");
    }

    private Caller verified(JettyServerUpgradeRequest request, @Nullable String origin) {
        List<String> bearer = after(BEARER, request);
        List<String> bound = after(DPOP, request);
        if (bearer.size() + bound.size() == 1) {
            return bearer.isEmpty()
                    ? callers.requireToken(bound.getFirst(), origin, proven(request, after(PROOF, request)))
                    : callers.requireToken(bearer.getFirst(), origin);
        }
        @Nullable String authorization = request.getHeader("Authorization");
        if (authorization != null && Callers.isProven(authorization)) {
            List<String> proofs =
                    Optional.ofNullable(request.getHeaders(ProvenRequest.PROOF)).orElse(List.of());
            return callers.require(authorization, origin, proven(request, proofs));
        }
        return callers.require(authorization, origin);
    }

    private static ProvenRequest proven(JettyServerUpgradeRequest request, List<String> proofs) {
        return new ProvenRequest("GET", request.getRequestURI().getRawPath(), proofs);
    }

    private static List<String> after(String prefix, JettyServerUpgradeRequest request) {
        return request.getSubProtocols().stream()
                .filter(protocol -> protocol.startsWith(prefix))
                .map(protocol -> protocol.substring(prefix.length()))
                .toList();
    }
}
