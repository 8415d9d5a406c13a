package cloud.vibe.standalone.bench.revocation;

import cloud.vibe.standalone.kernel.Endpoints;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A page of the sample app that listens for changes. */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {
    private static final String SUBSCRIBE =
            "{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\"],\"since\":null}";

    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private final CompletableFuture<Long> closed = new CompletableFuture<>();
    private @Nullable WebSocket socket;

    private LiveSocket() {}

    static LiveSocket open(HttpClient client, Endpoints endpoints, String token) {
        LiveSocket listener = new LiveSocket();
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("vibe.v1", "vibe.bearer." + token)
                .header("Origin", endpoints.app())
                .buildAsync(URI.create(endpoints.api().replaceFirst("^http", "ws") + "/v1/hub/documents"), listener)
                .join();
        listener.socket = socket;
        socket.sendText(SUBSCRIBE, true).join();
        listener.subscribed.join();
        return listener;
    }

    /** When it was closed by the other side, as {@link System#nanoTime()} tells it. */
    CompletableFuture<Long> closed() {
        return closed;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        subscribed.complete(null);
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(System.nanoTime());
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        subscribed.completeExceptionally(error);
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
