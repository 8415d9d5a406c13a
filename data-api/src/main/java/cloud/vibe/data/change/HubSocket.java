package cloud.vibe.data.change;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.caller.ProvenRequest;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** The container's end of a socket: turns what it hears into words of the hub. */
public final class HubSocket implements Session.Listener.AutoDemanding {
    private final Hub hub;
    private final Callers callers;
    private final AppForPerson caller;
    private final @Nullable String origin;
    private final ProvenRequest upgrade;
    private volatile @Nullable Subscriber subscriber;

    HubSocket(Hub hub, Callers callers, AppForPerson caller, @Nullable String origin, ProvenRequest upgrade) {
        this.hub = hub;
        this.callers = callers;
        this.caller = caller;
        this.origin = origin;
        this.upgrade = upgrade;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        subscriber = hub.open(session, caller);
    }

    @Override
    public void onWebSocketText(String text) {
        Subscriber current = subscriber;
        if (current == null || current.isEnded()) {
            return;
        }
        try {
            switch (ClientMessage.parse(text)) {
                case ClientMessage.Subscribe wish -> hub.subscribe(current, wish);
                case ClientMessage.Renew renew -> renew(current, renew);
            }
        } catch (IllegalArgumentException e) {
            current.end(CloseCode.MESSAGE_INVALID);
        }
    }

    private void renew(Subscriber current, ClientMessage.Renew renew) {
        Caller newer;
        try {
            newer = verified(renew);
        } catch (Problem problem) {
            if (problem.code() == ProblemCode.DPOP_NONCE_REQUIRED) {
                current.queue().send(ServerMessages.nonce(callers.nonce()));
            } else if (problem.code() != ProblemCode.UNAVAILABLE) {
                // Where the identity side is away for a moment, the token that we have still counts.
                current.end(CloseCode.TOKEN_EXPIRED);
            }
            return;
        }
        if (newer instanceof AppForPerson app) {
            current.renew(app);
        } else {
            current.end(CloseCode.MESSAGE_INVALID);
        }
    }

    /** A proof is one of the request that opened the socket, with the token that is new. */
    private Caller verified(ClientMessage.Renew renew) {
        @Nullable String proof = renew.proof();
        return proof == null
                ? callers.requireToken(renew.token(), origin)
                : callers.requireToken(renew.token(), origin, upgrade.with(proof));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        Subscriber current = subscriber;
        if (current != null) {
            current.end(CloseCode.MESSAGE_INVALID);
        }
    }

    @Override
    public void onWebSocketClose(int status, @Nullable String reason, Callback callback) {
        Subscriber current = subscriber;
        if (current != null) {
            current.gone();
        }
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        Subscriber current = subscriber;
        if (current != null) {
            current.gone();
        }
    }
}
