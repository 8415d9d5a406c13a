package cloud.vibe.data.database;

import cloud.vibe.data.caller.ProofMemory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Remembers proofs in the database, for all nodes: any of them takes the nonce that another has given, for it is made of the time and of a
 * key that they share. The key stands beside the proofs in a table that is not logged: where the database loses the one (a crash, a failover),
 * it loses the other, and what was made with it is worth nothing. How long a proof is remembered goes by the database's clock.
 */
public final class SharedProofs implements ProofMemory {
    private static final String KEY = "SELECT vibe.dpop_key(:candidate)";
    private static final String SHOW = "SELECT vibe.show_dpop_proof(:key, :proof, :until)";
    private static final String ALGORITHM = "HmacSHA256";
    private static final long TURN_SECONDS = 60;
    private static final long GOOD_FOR_TURNS = 2;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 16;

    private final RoleDatabase database;
    private final Clock clock;
    private volatile @Nullable Turn known;

    /** The nonces of three turns: the one before, this one, and the next, which a node whose clock is ahead gives already. */
    private record Turn(long number, SecretKeySpec key, List<String> nonces) {
        String nonce() {
            return nonces.get(1);
        }

        Instant end(String nonce) {
            return Instant.ofEpochSecond((number - 1 + nonces.indexOf(nonce) + GOOD_FOR_TURNS) * TURN_SECONDS);
        }
    }

    public SharedProofs(RoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public String nonce() {
        return turn().nonce();
    }

    @Override
    public boolean isGood(String nonce) {
        return turn().nonces().contains(nonce);
    }

    @Override
    public Shown show(String nonce, UUID proof) {
        Turn turn = turn();
        if (!turn.nonces().contains(nonce)) {
            return Shown.STALE;
        }
        String answer = database.single(handle -> handle.createQuery(SHOW)
                .bind("key", turn.key().getEncoded())
                .bind("proof", proof)
                .bind("until", turn.end(nonce).atOffset(ZoneOffset.UTC))
                .mapTo(String.class)
                .one());
        return switch (answer) {
            case "fresh" -> Shown.FRESH;
            case "again" -> Shown.AGAIN;
            default -> {
                // The key may have become another one.
                known = null;
                yield Shown.STALE;
            }
        };
    }

    private Turn turn() {
        long number = clock.instant().getEpochSecond() / TURN_SECONDS;
        Turn turn = known;
        if (turn == null || turn.number() != number) {
            turn = turn(number, turn == null ? key() : turn.key());
            known = turn;
        }
        return turn;
    }

    private static Turn turn(long number, SecretKeySpec key) {
        List<String> nonces = LongStream.rangeClosed(number - 1, number + 1)
                .mapToObj(one -> nonce(key, one))
                .toList();
        return new Turn(number, key, nonces);
    }

    private SecretKeySpec key() {
        byte[] candidate = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(candidate);
        byte[] key = database.single(handle -> handle.createQuery(KEY)
                .bind("candidate", candidate)
                .mapTo(byte[].class)
                .one());
        return new SecretKeySpec(key, ALGORITHM);
    }

    private static String nonce(SecretKeySpec key, long turn) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] code =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(turn).array());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(code, NONCE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
