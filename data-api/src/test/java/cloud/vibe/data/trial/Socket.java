package cloud.vibe.data.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of the hub over a real WebSocket. */
public final class Socket implements WebSocket.Listener {
    private final LinkedBlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final List<CompletableFuture<WebSocket>> sent = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable WebSocket socket;
    private volatile boolean isPaused;

    private Socket() {}

    /** As a browser does: the token as a subprotocol, and the page's origin. */
    public static Socket open(Api api, String token, @Nullable String origin) {
        return connect(api, origin, "vibe.bearer." + token);
    }

    /** As a browser whose token is bound to a key. */
    public static Socket openBound(Api api, String token, String proof) {
        return connect(api, TestApp.ORIGIN, "vibe.dpop." + token, "vibe.proof." + proof);
    }

    private static Socket connect(Api api, @Nullable String origin, String... subprotocols) {
        Socket listener = new Socket();
        WebSocket.Builder builder = Api.CLIENT.newWebSocketBuilder().subprotocols("vibe.v1", subprotocols);
        if (origin != null) {
            builder.header("Origin", origin);
        }
        URI uri = URI.create("ws://127.0.0.1:" + api.port() + "/v1/hub/documents");
        listener.socket = builder.buildAsync(uri, listener).join();
        return listener;
    }

    public static Socket open(Api api, TestApp app) {
        return open(api, app.token(), TestApp.ORIGIN);
    }

    public WebSocket raw() {
        if (socket == null) {
            throw new IllegalStateException("not open");
        }
        return socket;
    }

    public void send(String message) {
        raw().sendText(message, true).join();
    }

    /** Sends without waiting for the end: the other side may not want to hear all of it. */
    public void begin(String message) {
        CompletableFuture<WebSocket> sending = raw().sendText(message, true);
        sent.add(sending);
    }

    /** Takes at most one more message, and then nothing any more. */
    public void pause() {
        isPaused = true;
    }

    /** Subscribes to notes and gives the cursor of the answer. */
    public String subscribe(@Nullable String since) throws InterruptedException {
        send("{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\"],\"since\":"
                + (since == null ? "null" : '"' + since + '"') + "}");
        JsonNode answer = next();
        if (!answer.path("event").asText().equals("subscribed")) {
            throw new AssertionError("not subscribed: " + answer);
        }
        return answer.path("cursor").asText();
    }

    public JsonNode next() throws InterruptedException {
        JsonNode message = messages.poll(60, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("waited in vain for a message; closed: " + closed.getNow(0));
        }
        return message;
    }

    public LinkedBlockingQueue<JsonNode> waiting() {
        return messages;
    }

    public int closeCode() throws Exception {
        return closed.get(60, TimeUnit.SECONDS);
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    public void close() {
        raw().abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                messages.add(Contract.JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
            text.setLength(0);
        }
        if (!isPaused) {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
