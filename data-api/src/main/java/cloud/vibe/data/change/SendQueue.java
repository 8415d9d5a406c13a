package cloud.vibe.data.change;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be sent on one socket, in order, by a thread of its own. It is bounded: a client that does not keep up is told so and
 * continues later from its cursor, and never fills our memory.
 */
final class SendQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SendQueue.class);

    private static final int MAX_MESSAGES = 1_000;
    private static final long MAX_CHARACTERS = 4L * 1024 * 1024;
    private static final long SEND_SECONDS = 20;

    private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>(MAX_MESSAGES);
    private final AtomicLong characters = new AtomicLong();
    private final Session session;
    private final Runnable onTooSlow;
    private final Thread sender;

    private record Entry(int size, Step step) {}

    /** Something that the sending thread does when its turn comes. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException, TooSlow;
    }

    /** The client did not take a message in time. */
    static final class TooSlow extends Exception {
        private static final long serialVersionUID = 1L;
    }

    SendQueue(Session session, Runnable onTooSlow) {
        this.session = session;
        this.onTooSlow = onTooSlow;
        this.sender = Thread.ofVirtual().name("hub-sender").start(this::work);
    }

    void send(String text) {
        add(text.length(), () -> sendNow(text));
    }

    void add(Step step) {
        add(0, step);
    }

    void stop() {
        sender.interrupt();
    }

    private void add(int size, Step step) {
        if (characters.addAndGet(size) - size > MAX_CHARACTERS || !entries.offer(new Entry(size, step))) {
            onTooSlow.run();
        }
    }

    /** To be called by a step only: it waits until the message is on its way. */
    void sendNow(String text) throws InterruptedException, TooSlow {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session.sendText(text, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
        try {
            sent.get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new TooSlow();
        } catch (ExecutionException e) {
            // The connection broke; the listener hears of it and ends this thread.
            throw (InterruptedException) new InterruptedException("the socket is gone").initCause(e);
        }
    }

    private void work() {
        try {
            while (true) {
                Entry entry = entries.take();
                entry.step().run();
                characters.addAndGet(-entry.size());
            }
        } catch (TooSlow e) {
            onTooSlow.run();
        } catch (InterruptedException e) {
            // The socket has ended.
        } catch (RuntimeException e) {
            // Without its sender the socket would stay open and silent: the client is to come again, from its cursor.
            LOG.error("a socket's sender failed", e);
            session.close(StatusCode.SERVICE_RESTART, "service_restart", Callback.NOOP);
        }
    }
}
