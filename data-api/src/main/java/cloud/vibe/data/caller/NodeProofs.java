package cloud.vibe.data.caller;

import com.nimbusds.jose.util.Base64URL;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Remembers proofs for this node, and for as long as it runs. Its nonces are random: another node, or this one after a restart, does not know
 * them, and asks for a proof with one of its own. So each proof is good for one node, where it is remembered until its nonce ends. Nonces take
 * turns, and the one before is still taken; when a turn's memory is full the next one begins early.
 */
public final class NodeProofs implements ProofMemory {
    static final Duration TURN = Duration.ofMinutes(1);
    private static final Duration GOOD_FOR = TURN.multipliedBy(2);
    private static final int ROOM = 100_000;
    private static final int NONCE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock turning = new ReentrantLock();
    private final Clock clock;
    private final int room;
    // The newest first.
    private volatile List<Turn> turns;

    private record Turn(String nonce, Instant begun, Set<UUID> shown) {
        boolean isGoodAt(Instant now) {
            return now.isBefore(begun.plus(GOOD_FOR));
        }
    }

    public NodeProofs(Clock clock) {
        this(clock, ROOM);
    }

    /** With room for so many proofs a turn. */
    NodeProofs(Clock clock, int room) {
        this.clock = clock;
        this.room = room;
        this.turns = List.of(turn(clock.instant()));
    }

    @Override
    public String nonce() {
        return turns().getFirst().nonce();
    }

    @Override
    public boolean isGood(String nonce) {
        return find(nonce).isPresent();
    }

    @Override
    public Shown show(String nonce, UUID proof) {
        // Who still holds a turn that has ended meanwhile was in time, and adds to the same set as everybody else did.
        return find(nonce)
                .map(turn -> turn.shown().add(proof) ? Shown.FRESH : Shown.AGAIN)
                .orElse(Shown.STALE);
    }

    private Optional<Turn> find(String nonce) {
        Instant now = clock.instant();
        return turns().stream()
                .filter(turn -> turn.nonce().equals(nonce) && turn.isGoodAt(now))
                .findFirst();
    }

    private List<Turn> turns() {
        if (!isOver(turns.getFirst())) {
            return turns;
        }
        turning.lock();
        try {
            if (isOver(turns.getFirst())) {
                turns = Stream.of(turn(clock.instant()), turns.getFirst()).toList();
            }
            return turns;
        } finally {
            turning.unlock();
        }
    }

    private boolean isOver(Turn turn) {
        return turn.shown().size() >= room
                || !clock.instant().isBefore(turn.begun().plus(TURN));
    }

    private Turn turn(Instant now) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new Turn(Base64URL.encode(nonce).toString(), now, ConcurrentHashMap.newKeySet());
    }
}
