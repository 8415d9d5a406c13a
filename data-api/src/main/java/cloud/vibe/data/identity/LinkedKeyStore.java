package cloud.vibe.data.identity;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that a person has linked, and the challenges by which it is shown that they have them. */
final class LinkedKeyStore {
    private static final int CHALLENGES = 10;

    // Of those that an app has asked for, the newest stay: nobody fills the table.
    private static final CallerStatement CHALLENGE = CallerStatement.of("""
            WITH outdone AS (
                DELETE FROM vibe.key_challenges WHERE challenge IN (
                    SELECT challenge FROM vibe.key_challenges
                    WHERE person = vibe.me() AND app = current_setting('vibe.app', true)
                    ORDER BY expires_at DESC OFFSET %d)
            )
            INSERT INTO vibe.key_challenges (challenge, person, app, expires_at)
            VALUES (?, vibe.me(), current_setting('vibe.app', true), now() + interval '10 minutes')
            RETURNING expires_at
            """.formatted(CHALLENGES - 1));
    private static final CallerStatement LINK = CallerStatement.of("""
            WITH used AS (
                DELETE FROM vibe.key_challenges
                WHERE challenge = ? AND person = vibe.me() AND app = current_setting('vibe.app', true) AND expires_at > now()
                RETURNING 1
            ), sent AS (
                SELECT ?::text AS key, ?::text AS name
            ), known AS (
                SELECT k.key, k.name, k.linked_at FROM vibe.linked_keys AS k, sent WHERE k.key = sent.key
            ), free AS (
                SELECT count(*) < %d AS is_left FROM vibe.linked_keys WHERE person = (SELECT vibe.me())
            ), made AS (
                INSERT INTO vibe.linked_keys (key, person, name)
                SELECT sent.key, vibe.me(), sent.name FROM sent, free
                WHERE free.is_left AND EXISTS (SELECT FROM used) AND NOT EXISTS (SELECT FROM known)
                ON CONFLICT DO NOTHING
                RETURNING key, name, linked_at
            ), linked AS (
                SELECT key, name, linked_at, true AS is_new FROM made UNION ALL SELECT key, name, linked_at, false FROM known
            )
            SELECT EXISTS (SELECT FROM used) AS is_proven, free.is_left, linked.key, linked.name, linked.linked_at,
                COALESCE(linked.is_new, false) AS is_new
            FROM free LEFT JOIN linked ON true
            """.formatted(Limit.LINKED_KEYS.max()));
    private static final CallerStatement LIST = CallerStatement.of(
            "SELECT key, name, linked_at FROM vibe.linked_keys WHERE person = vibe.me() ORDER BY linked_at, key");
    private static final CallerStatement UNLINK =
            CallerStatement.of("DELETE FROM vibe.linked_keys WHERE key = ? AND person = vibe.me() RETURNING key");
    private static final CallerStatement MAY =
            CallerStatement.of("SELECT vibe.may_read_identity() AS may_read, vibe.may_write_identity() AS may_write");

    /** @param isNew false if it was linked before */
    record Linked(LinkedKey key, boolean isNew) {}

    private record Outcome(
            boolean isProven, boolean isLeft, @Nullable LinkedKey key, boolean isNew) {}

    private record May(boolean read, boolean write) {}

    /** Keeps it for the app that asks, and says until when it is good. */
    Instant challenge(CallerStatements database, String challenge) {
        return database.write(CHALLENGE, binds -> binds.text(challenge), row -> row.time("expires_at"))
                .getFirst();
    }

    /** @throws Problem if the app may link no keys */
    static void requireMayWrite(CallerStatements database) {
        if (!may(database).write) {
            throw missing("identity:write");
        }
    }

    /** @throws Problem if the challenge is not one of the caller's, or the key cannot be theirs as well */
    Linked link(CallerStatements database, KeyProof proof, @Nullable String name) {
        Outcome outcome = database.write(
                        LINK,
                        binds -> binds.text(proof.challenge())
                                .text(proof.key().value())
                                .text(name),
                        LinkedKeyStore::outcome)
                .getFirst();
        if (!outcome.isProven) {
            throw KeyProof.invalid("Its nonce is no challenge of this app's that is still good: ask for another one.");
        }
        if (outcome.key != null) {
            return new Linked(outcome.key, outcome.isNew);
        }
        if (!outcome.isLeft) {
            throw Problem.beyond(Limit.LINKED_KEYS);
        }
        throw Problem.of(ProblemCode.KEY_LINKED, "Whoever it is linked to must unlink it first.");
    }

    List<LinkedKey> list(CallerStatements database) {
        List<LinkedKey> keys = database.read(LIST, binds -> {}, LinkedKeyStore::key);
        if (keys.isEmpty() && !may(database).read) {
            throw missing("identity:read");
        }
        return keys;
    }

    /** @throws Problem if it is not linked to the caller */
    void unlink(CallerStatements database, Multikey key) {
        if (database.write(UNLINK, binds -> binds.text(key.value()), row -> true)
                .isEmpty()) {
            requireMayWrite(database);
            throw Problem.notFound();
        }
    }

    private static May may(CallerStatements database) {
        database.requireGoodStanding();
        return database.read(MAY, binds -> {}, row -> new May(row.flag("may_read"), row.flag("may_write")))
                .getFirst();
    }

    private static Problem missing(String permission) {
        return Problem.of(
                ProblemCode.PERMISSION_MISSING,
                "It takes the permission " + permission
                        + " by that name, of a person: what every type allows is not enough.");
    }

    private static Outcome outcome(Row row) throws SQLException {
        return new Outcome(
                row.flag("is_proven"),
                row.flag("is_left"),
                row.optionalText("key") == null ? null : key(row),
                row.flag("is_new"));
    }

    private static LinkedKey key(Row row) throws SQLException {
        return new LinkedKey(new Multikey(row.text("key")), row.optionalText("name"), row.time("linked_at"));
    }
}
