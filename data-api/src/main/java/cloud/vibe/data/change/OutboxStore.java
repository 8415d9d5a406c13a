package cloud.vibe.data.change;

import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Rev;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The outbox as vibe_stream reads it: by transaction and number, and only below the snapshot's horizon, where nothing can appear any more.
 * Both batches are bounded in rows and in bytes.
 */
final class OutboxStore {
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_BYTES = 8 * 1024 * 1024;
    // There is one reader of everything, but as many of a past as there are sockets that ask for it.
    private static final int REPLAY_BYTES = 256 * 1024;
    private static final int SWEEP_ROWS = 5_000;

    private static final String COLUMNS = """
            xid, seq, kind, subject, owner, type, key, rev, created_at, updated_at, after::text AS data,
            CASE WHEN kind = 'sign_out' THEN after ->> 'subject' END AS signed_out""";

    private static final String STATE = """
            SELECT incarnation, floor_xid::text AS floor_xid, floor_seq,
                pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
                pg_snapshot_xmax(pg_current_snapshot())::text AS ahead
            FROM vibe.instance
            """;

    private static final String READ = """
            SELECT xid::text AS xid, seq, kind, subject, owner, type, key, rev, created_at, updated_at,
                data, signed_out
            FROM (
                SELECT page.*, sum(octet_length(data)) OVER (ORDER BY xid, seq) AS running
                FROM (
                    SELECT %s FROM vibe.doc_outbox
                    WHERE (xid, seq) > (:xid::xid8, :seq) AND xid < :horizon::xid8 %s
                    ORDER BY xid, seq LIMIT :rows
                ) AS page
            ) AS sized
            WHERE COALESCE(running, 0) - COALESCE(octet_length(data), 0) < :bytes
            ORDER BY sized.xid, sized.seq
            """;
    private static final String READ_ALL = READ.formatted(COLUMNS, "");
    private static final String READ_OWNER = READ.formatted(COLUMNS, "AND owner = :owner");

    private static final String WAITING = """
            SELECT COALESCE(EXTRACT(EPOCH FROM clock_timestamp() - min(written_at)), 0) FROM vibe.doc_outbox
            WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())
            """;
    private static final String SWEEP = "SELECT vibe.sweep_outbox(:rows)";

    private final RoleDatabase database;

    OutboxStore(RoleDatabase database) {
        this.database = database;
    }

    /** Which database this is, and what can be read of it: after the floor, below the horizon. Ahead is what no transaction has reached. */
    record State(UUID incarnation, Position floor, long horizon, long ahead) {}

    State state() {
        return database.transact(handle -> state(handle));
    }

    /** The next rows below the horizon of a state that was read before. None means that there are none. */
    List<Change> read(Position after, long horizon) {
        return database.transact(
                handle -> batch(handle.createQuery(READ_ALL), after, horizon, BATCH_ROWS, BATCH_BYTES));
    }

    /** At most so many rows, and fewer if they are large, but at least one. */
    List<Change> readOf(PersonId owner, Position after, long horizon, int rows) {
        return database.transact(handle ->
                batch(handle.createQuery(READ_OWNER).bind("owner", owner.value()), after, horizon, rows, REPLAY_BYTES));
    }

    /** How many rows to ask for next, when so many came the last time. */
    static int rowsAfter(int last) {
        return Math.clamp(2L * last, 2, BATCH_ROWS);
    }

    /** For how long the oldest row that is written has been waiting for the horizon to pass it. */
    double waitingSeconds() {
        return database.transact(
                handle -> handle.createQuery(WAITING).mapTo(Double.class).one());
    }

    /** Removes what has outlived its retention, a bounded part of it at a time. */
    long sweep() {
        return database.transact(handle -> handle.createQuery(SWEEP)
                .bind("rows", SWEEP_ROWS)
                .mapTo(Long.class)
                .one());
    }

    private static State state(Handle handle) {
        return handle.createQuery(STATE)
                .map((results, context) -> new State(
                        results.getObject("incarnation", UUID.class),
                        new Position(
                                Long.parseUnsignedLong(results.getString("floor_xid")), results.getLong("floor_seq")),
                        Long.parseUnsignedLong(results.getString("horizon")),
                        Long.parseUnsignedLong(results.getString("ahead"))))
                .one();
    }

    private static List<Change> batch(Query query, Position after, long horizon, int rows, int bytes) {
        return query.bind("xid", Long.toUnsignedString(after.xid()))
                .bind("seq", after.seq())
                .bind("horizon", Long.toUnsignedString(horizon))
                .bind("rows", rows)
                .bind("bytes", bytes)
                .map((results, context) -> change(results))
                .list();
    }

    private static Change change(ResultSet row) throws SQLException {
        Position position = new Position(Long.parseUnsignedLong(row.getString("xid")), row.getLong("seq"));
        String kind = row.getString("kind");
        UUID subject = row.getObject("subject", UUID.class);
        if (kind.equals("grant")) {
            return new Change.OfGrant(position, new GrantId(subject));
        }
        if (kind.equals("sign_out")) {
            return new Change.OfSignOut(position, row.getString("signed_out"));
        }
        String key = row.getString("key");
        return new Change.OfDocument(
                position,
                kind,
                new Document(
                        new DocumentId(subject),
                        new DocumentType(row.getString("type")),
                        key == null ? null : new DocumentKey(key),
                        new Rev(row.getString("rev")),
                        new PersonId(row.getObject("owner", UUID.class)),
                        time(row, "created_at"),
                        time(row, "updated_at"),
                        row.getString("data")));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
