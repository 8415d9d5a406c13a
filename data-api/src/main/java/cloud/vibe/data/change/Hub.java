package cloud.vibe.data.change;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Places;
import cloud.vibe.data.kernel.Problem;
import com.codahale.metrics.Histogram;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Who is listening on this node. A change finds its listeners by the person it belongs to, so that its cost grows with those who get it
 * and not with those who are connected.
 */
public final class Hub {
    private static final int SOCKETS_EACH = 16;
    private static final int SOCKETS_IN_ALL = 2_000;
    private static final int REPLAY_ROWS = 16;

    private final Places<Holder> places = new Places<>(SOCKETS_EACH, SOCKETS_IN_ALL);
    private final Map<PersonId, Set<Subscriber>> subscribers = new ConcurrentHashMap<>();
    // Held while a batch is told and while somebody subscribes, so that a subscription begins exactly between two
    // changes.
    private final ReentrantLock telling = new ReentrantLock();
    private final OutboxStore outbox;
    private final CallerDatabase database;
    private final DidDomain domain;
    private final Clock clock;
    private final Histogram replayed;
    private Optional<Cursor> told = Optional.empty();
    private volatile boolean isClosed;

    Hub(OutboxStore outbox, CallerDatabase database, DidDomain domain, Clock clock, Histogram replayed) {
        this.outbox = outbox;
        this.database = database;
        this.domain = domain;
        this.clock = clock;
        this.replayed = replayed;
    }

    /** Each socket costs memory, and a look at the database when its grant changes. */
    private record Holder(PersonId person, ClientId app) {
        static Holder of(AppForPerson caller) {
            return new Holder(caller.person(), caller.app());
        }
    }

    /** Whether one more socket would be taken; asked before the upgrade, where the answer can still say why not. */
    boolean hasPlaceFor(AppForPerson caller) {
        return places.isThereOneFor(Holder.of(caller));
    }

    Subscriber open(Session session, AppForPerson caller) {
        Subscriber subscriber = new Subscriber(session, caller, database, clock, this::remove);
        if (!places.take(Holder.of(caller))) {
            // Others were quicker since the upgrade. The client comes again, and the upgrade tells it why not.
            subscriber.end(CloseCode.SERVICE_RESTART);
            return subscriber;
        }
        // First heard, then checked: a revocation that comes between the two is not missed.
        subscribers.compute(caller.person(), (person, others) -> {
            Set<Subscriber> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(subscriber);
            return all;
        });
        if (subscriber.isEnded()) {
            remove(subscriber);
        } else if (isClosed) {
            subscriber.end(CloseCode.SERVICE_RESTART);
        } else {
            subscriber.check();
        }
        return subscriber;
    }

    void subscribe(Subscriber subscriber, ClientMessage.Subscribe wish) {
        subscriber.check();
        if (subscriber.isEnded()) {
            return;
        }
        try {
            Optional<HubError> refusal = refusal(subscriber, wish);
            if (refusal.isPresent()) {
                subscriber.queue().send(ServerMessages.error(wish.id(), refusal.get()));
                return;
            }
        } catch (Problem away) {
            subscriber.queue().send(ServerMessages.error(wish.id(), HubError.UNAVAILABLE));
            return;
        }
        begin(subscriber, wish);
    }

    private Optional<HubError> refusal(Subscriber subscriber, ClientMessage.Subscribe wish) {
        if (!subscriber.hasRoomFor(wish.id())) {
            return Optional.of(HubError.TOO_MANY_SUBSCRIPTIONS);
        }
        if (!subscriber.mayRead(wish.types())) {
            return Optional.of(HubError.PERMISSION_MISSING);
        }
        if (wish.since() == null) {
            return Optional.empty();
        }
        OutboxStore.State state = outbox.state();
        boolean isKnown = Cursor.decode(wish.since())
                .filter(cursor -> cursor.incarnation().equals(state.incarnation()))
                .map(Cursor::position)
                .filter(position -> position.compareTo(state.floor()) >= 0)
                .filter(position -> Long.compareUnsigned(position.xid(), state.ahead()) < 0)
                .isPresent();
        return isKnown ? Optional.empty() : Optional.of(HubError.CURSOR_GONE);
    }

    private void begin(Subscriber subscriber, ClientMessage.Subscribe wish) {
        telling.lock();
        try {
            if (told.isEmpty()) {
                subscriber.queue().send(ServerMessages.error(wish.id(), HubError.UNAVAILABLE));
                return;
            }
            Cursor present = told.get();
            Cursor start = Optional.ofNullable(wish.since())
                    .flatMap(Cursor::decode)
                    .filter(since -> since.position().compareTo(present.position()) < 0)
                    .orElse(present);
            subscriber.subscribe(wish);
            subscriber.queue().send(ServerMessages.subscribed(wish.id(), start));
            if (!start.equals(present)) {
                // What is told from now on waits in the queue behind this.
                subscriber.queue().add(() -> replay(subscriber, wish, start, present.position()));
            }
        } finally {
            telling.unlock();
        }
    }

    private void replay(Subscriber subscriber, ClientMessage.Subscribe wish, Cursor start, Position end)
            throws InterruptedException, SendQueue.TooSlow {
        Position position = start.position();
        int rows = REPLAY_ROWS;
        while (!subscriber.isEnded()) {
            List<Change> past;
            try {
                past = outbox.readOf(subscriber.caller().person(), position, end.xid() + 1, rows);
            } catch (Problem away) {
                subscriber.end(CloseCode.SERVICE_RESTART);
                return;
            }
            // Large rows are read few at a time: PostgreSQL unpacks all that it counts, also those beyond the bound.
            rows = OutboxStore.rowsAfter(past.size());
            replayed.update(past.stream().mapToLong(Hub::characters).sum());
            // Each message is on its way before the next one is made, and all of them before the next batch is read.
            for (Change change : past) {
                position = change.position();
                if (position.compareTo(end) > 0) {
                    return;
                }
                if (change instanceof Change.OfDocument document
                        && wish.types().contains(document.document().type())
                        && subscriber.mayHear(document)) {
                    Cursor cursor = new Cursor(start.incarnation(), position);
                    String json = ServerMessages.document(document.document(), domain);
                    subscriber.queue().sendNow(ServerMessages.change(wish.id(), document.kind(), cursor, json));
                }
            }
            if (past.isEmpty()) {
                return;
            }
        }
    }

    /** Tells a batch, in order, and then that everything up to the cursor is told. Grants come first: they decide who may hear the rest. */
    void tell(List<Change> batch, Cursor upTo) {
        // They ask the database, so whoever subscribes meanwhile does not wait for them.
        batch.stream().<GrantId>mapMulti(Hub::grant).distinct().forEach(this::grantChanged);
        batch.stream().<String>mapMulti(Hub::signOut).distinct().forEach(this::signedOut);
        telling.lock();
        try {
            for (Change change : batch) {
                if (change instanceof Change.OfDocument document) {
                    tell(document, new Cursor(upTo.incarnation(), document.position()));
                }
            }
            told = Optional.of(upTo);
        } finally {
            telling.unlock();
        }
    }

    private static void grant(Change change, Consumer<GrantId> grants) {
        if (change instanceof Change.OfGrant grant) {
            grants.accept(grant.grant());
        }
    }

    private static void signOut(Change change, Consumer<String> subjects) {
        if (change instanceof Change.OfSignOut signOut) {
            subjects.accept(signOut.subject());
        }
    }

    private static long characters(Change change) {
        return switch (change) {
            case Change.OfDocument of ->
                Optional.ofNullable(of.document().data()).map(String::length).orElse(0);
            case Change.OfGrant of -> 0;
            case Change.OfSignOut of -> 0;
        };
    }

    private void tell(Change.OfDocument change, Cursor cursor) {
        Set<Subscriber> listening = subscribers.get(change.document().owner());
        if (listening == null) {
            return;
        }
        DocumentType type = change.document().type();
        String json = ServerMessages.document(change.document(), domain);
        for (Subscriber subscriber : listening) {
            if (subscriber.mayHear(change)) {
                for (String subscription : subscriber.interestedIn(type)) {
                    subscriber.queue().send(ServerMessages.change(subscription, change.kind(), cursor, json));
                }
            }
        }
    }

    /** Ends or narrows the sockets that live by this grant. */
    public void grantChanged(GrantId grant) {
        all().stream()
                .filter(subscriber -> subscriber.caller().grant().equals(grant))
                .forEach(Subscriber::check);
    }

    /** Ends the sockets that live by a sign-in which has ended. */
    public void signedOut(String subject) {
        all().stream()
                .filter(subscriber -> subscriber.caller().isSignedInAs(subject))
                .forEach(Subscriber::check);
    }

    /** The database has become another one: cursors and positions of before mean nothing. */
    void forget() {
        telling.lock();
        try {
            told = Optional.empty();
        } finally {
            telling.unlock();
        }
        all().forEach(subscriber -> subscriber.end(CloseCode.SERVICE_RESTART));
    }

    /** Says goodbye to everybody, and to whoever comes later. */
    public void close() {
        isClosed = true;
        all().forEach(subscriber -> subscriber.end(CloseCode.SERVICE_RESTART));
    }

    List<Subscriber> all() {
        return subscribers.values().stream().flatMap(Set::stream).toList();
    }

    private void remove(Subscriber subscriber) {
        subscribers.computeIfPresent(subscriber.caller().person(), (person, all) -> {
            if (all.remove(subscriber)) {
                places.free(Holder.of(subscriber.caller()));
            }
            return all.isEmpty() ? null : all;
        });
    }
}
