package cloud.vibe.data.change;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.Standing;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.Problem;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One open socket and what may be told on it. What the caller may read is asked of the database, by the same rule as every query, when the
 * socket opens, at each subscription and whenever the grant changes; between those the answer is remembered.
 */
final class Subscriber {
    private static final int MAX_SUBSCRIPTIONS = 32;
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Session session;
    private final CallerDatabase database;
    private final Clock clock;
    private final Consumer<Subscriber> onEnd;
    private final SendQueue queue;
    private final Map<String, Set<DocumentType>> subscriptions = new ConcurrentHashMap<>();
    private final AtomicBoolean isEnded = new AtomicBoolean();
    private final ReentrantLock checking = new ReentrantLock();
    private volatile AppForPerson caller;
    private volatile Permissions permissions = Permissions.NONE;
    private volatile @Nullable Instant endsAt;

    Subscriber(Session session, AppForPerson caller, CallerDatabase database, Clock clock, Consumer<Subscriber> onEnd) {
        this.session = session;
        this.caller = caller;
        this.database = database;
        this.clock = clock;
        this.onEnd = onEnd;
        this.queue = new SendQueue(session, () -> end(CloseCode.TOO_SLOW));
    }

    AppForPerson caller() {
        return caller;
    }

    SendQueue queue() {
        return queue;
    }

    boolean isEnded() {
        return isEnded.get();
    }

    /** Asks the database how the caller stands now, and ends the socket if they do not any more. Whoever asks last has the last word. */
    void check() {
        checking.lock();
        try {
            switch (database.standing(caller)) {
                case Standing.Good good -> {
                    permissions = good.permissions();
                    endsAt = good.endsAt();
                }
                case Standing.Refused refused -> end(CloseCode.of(refused.why()));
            }
        } catch (Problem away) {
            // What they may read now is not known, so they are told nothing more.
            end(CloseCode.SERVICE_RESTART);
        } finally {
            checking.unlock();
        }
    }

    /** What time alone brings to an end. */
    void checkTime() {
        Instant now = clock.instant();
        if (now.isAfter(caller.expires())) {
            end(CloseCode.TOKEN_EXPIRED);
            return;
        }
        Instant end = endsAt;
        if (end != null && !now.isBefore(end)) {
            check();
        }
    }

    void renew(AppForPerson newer) {
        checking.lock();
        try {
            if (!newer.isSameGrantAs(caller) || newer.grantVersion() < caller.grantVersion()) {
                end(CloseCode.MESSAGE_INVALID);
                return;
            }
            caller = newer;
        } finally {
            checking.unlock();
        }
        check();
    }

    boolean hasRoomFor(String subscription) {
        return subscriptions.containsKey(subscription) || subscriptions.size() < MAX_SUBSCRIPTIONS;
    }

    boolean mayRead(Set<DocumentType> types) {
        return types.stream().allMatch(permissions::mayRead);
    }

    void subscribe(ClientMessage.Subscribe subscribe) {
        subscriptions.put(subscribe.id(), subscribe.types());
    }

    boolean mayHear(Change.OfDocument change) {
        return !isEnded()
                && change.document().owner().equals(caller.person())
                && permissions.mayRead(change.document().type())
                && clock.instant().isBefore(caller.expires());
    }

    /** The subscriptions that ask for such a change; whether it may be heard is another question. */
    Set<String> interestedIn(DocumentType type) {
        return subscriptions.entrySet().stream()
                .filter(subscription -> subscription.getValue().contains(type))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    void ping() {
        session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }

    void end(CloseCode code) {
        if (isEnded.compareAndSet(false, true)) {
            permissions = Permissions.NONE;
            queue.stop();
            onEnd.accept(this);
            // A client that does not answer our goodbye is not waited for.
            session.setIdleTimeout(GOODBYE);
            session.close(code.code(), code.reason(), Callback.NOOP);
        }
    }

    /** The client has gone by itself. */
    void gone() {
        if (isEnded.compareAndSet(false, true)) {
            permissions = Permissions.NONE;
            queue.stop();
            onEnd.accept(this);
        }
    }
}
