package cloud.vibe.data.database;

import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Repeatable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests that may come again, kept for a day in the transaction of what they did. Keys are the caller's own: a person's in one
 * app, or an app's. The lock ends with the transaction, so that a request which fails leaves nothing behind.
 */
final class Once {
    private static final String KEPT_FOR = "interval '24 hours'";

    // Clients choose the keys, so the lock is of a digest that nobody can lead to the lock of something else. And it is
    // one of two numbers, while those of trees, certificates and indexes are of one. No key has a line break in it.
    private static final CallerStatement CLAIM = CallerStatement.of("""
            SELECT pg_try_advisory_xact_lock(
                    ('x' || substr(own.digest, 1, 8))::bit(32)::integer,
                    ('x' || substr(own.digest, 9, 8))::bit(32)::integer) AS claimed,
                known.fingerprint, known.status, known.headers, known.body
            FROM (SELECT encode(sha256(convert_to(
                    concat_ws(E'\\n', vibe.me(), current_setting('vibe.app', true), ?), 'UTF8')), 'hex') AS digest) AS own
                LEFT JOIN vibe.idempotent_answers AS known
                ON known.caller = vibe.me() AND known.app = current_setting('vibe.app', true) AND known.key = ?
                    AND known.answered_at > now() - %s
            """.formatted(KEPT_FOR));

    private static final CallerStatement KEEP = CallerStatement.of("""
            INSERT INTO vibe.idempotent_answers AS known (key, fingerprint, status, headers, body, types)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (caller, app, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
                headers = excluded.headers, body = excluded.body, types = excluded.types, answered_at = now()
            WHERE known.answered_at <= now() - %s
            RETURNING 1
            """.formatted(KEPT_FOR));

    private Once() {}

    private record Claim(boolean isOurs, @Nullable Known known) {}

    private record Known(String fingerprint, Answer answer) {}

    static Answer answer(CallerTransaction transaction, Repeatable request, Function<CallerStatements, Answer> work) {
        // Who is nobody has no keys.
        transaction.caller().me();
        Claim claim = transaction
                .read(CLAIM, binds -> binds.text(request.key()).text(request.key()), Once::claim)
                .getFirst();
        if (claim.known() != null) {
            if (!claim.known().fingerprint().equals(request.fingerprint())) {
                throw Problem.of(
                        ProblemCode.IDEMPOTENCY_KEY_REUSED,
                        "Give each new request a key of its own; send it again only unchanged.");
            }
            return claim.known().answer();
        }
        if (!claim.isOurs()) {
            throw inProgress();
        }
        Answer answer = work.apply(transaction);
        keep(transaction, request, answer);
        return answer;
    }

    private static void keep(CallerTransaction transaction, Repeatable request, Answer answer) {
        List<String> headers = new ArrayList<>();
        answer.headers().forEach((name, value) -> headers.addAll(List.of(name, value)));
        boolean isKept = !transaction
                .write(
                        KEEP,
                        binds -> binds.text(request.key())
                                .text(request.fingerprint())
                                .number(answer.status())
                                .texts(headers)
                                .text(answer.body())
                                .texts(answer.types()),
                        row -> true)
                .isEmpty();
        if (!isKept) {
            // Another was done between our look and our lock: this one is undone, and the next try gets its answer.
            throw inProgress();
        }
    }

    private static Problem inProgress() {
        return Problem.of(ProblemCode.IDEMPOTENCY_IN_PROGRESS, "Wait a moment, then send it again with the same key.");
    }

    private static Claim claim(Row row) throws SQLException {
        boolean isOurs = row.flag("claimed");
        String fingerprint = row.optionalText("fingerprint");
        if (fingerprint == null) {
            return new Claim(isOurs, null);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        List<String> pairs = row.textList("headers");
        for (int i = 0; i < pairs.size(); i += 2) {
            headers.put(pairs.get(i), pairs.get(i + 1));
        }
        // Whom the types forbid it the policy has not shown it.
        Answer answer = new Answer((int) row.number("status"), headers, row.optionalText("body"), Set.of());
        return new Claim(isOurs, new Known(fingerprint, answer));
    }
}
