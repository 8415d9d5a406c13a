package cloud.vibe.standalone.bench.population;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The documents of one database. They are loaded once and kept for later runs, until the schema, the people or this class change. */
public final class Population {
    /** To be raised when what is loaded changes. */
    private static final int VERSION = 3;

    private static final int BATCH = 50_000;

    /** The same at every size: what is shared with the owner is then as much among ten thousand documents as among ten million. */
    private static final int DOCUMENTS_OF_A_GROUP = 50;

    private static final int GROUPS_OF_OWNER = 20;

    /** At most: among few documents there are fewer groups than that. */
    private static final int GROUPS_OF_READER = 1_000;

    private static final int FOLDER_COUNT = 5;
    private static final int OWN_SAMPLE = 4_000;

    /** What the loaded depends on: a change of any of them loads it anew. */
    private static final String STAMP = """
            SELECT concat_ws(' ', ?::text, ?::text, ?::text, md5(string_agg(md5sum, ' ' ORDER BY orderexecuted)))
            FROM vibe_migrations.databasechangelog
            """;

    private static final String SCHEMA = """
            CREATE SCHEMA IF NOT EXISTS bench;
            CREATE TABLE IF NOT EXISTS bench.population (stamp text NOT NULL, loaded_at timestamptz NOT NULL);
            CREATE OR REPLACE FUNCTION bench.word(k double precision) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
            DECLARE
                syllables CONSTANT text := 'babedobugadekilamenifopurasetuvywoxizahojuq';
                n CONSTANT integer := k;
            BEGIN
                RETURN substr(syllables, 1 + n % 21 * 2, 2) || substr(syllables, 1 + n / 21 % 21 * 2, 2)
                    || substr(syllables, 1 + n / 441 % 21 * 2, 2);
            END
            $$
            """;
    /** Everything but the identity side's word of who there is and what they have granted. */
    private static final String TABLES = """
            SELECT string_agg(format('vibe.%I', relname), ', ') FROM pg_class
            WHERE relnamespace = 'vibe'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                AND relname NOT IN ('instance', 'principals', 'app_user_grants', 'app_accounts')
            """;

    private static final String GROUPS = """
            INSERT INTO vibe.groups (id, owner, name)
            SELECT md5('group ' || g)::uuid, md5('owner ' || g / 20)::uuid, 'Group ' || g FROM generate_series(0, ?::int - 1) AS g
            """;
    private static final String MEMBERS = """
            INSERT INTO vibe.group_members (group_id, member)
            SELECT md5('group ' || g)::uuid, ?::uuid FROM generate_series(0, ?::int - 1, ?::int) AS g
            """;
    /**
     * Owners are skewed: a few have very much, most have very little. A quarter of all documents is shared with four groups each. The
     * triggers keep whatever is derived from a document; only the outbox is left out, for nobody has missed anything.
     */
    private static final String DOCUMENTS = """
            INSERT INTO vibe.documents (id, owner, type, rev, data, acl)
            SELECT uuidv7(), owner, type, '1-' || left(md5(n::text), 16),
                jsonb_build_object('title', title, 'body', body,
                    'status', (ARRAY['open', 'open', 'waiting', 'done'])[1 + floor(4 * random())],
                    'priority', floor(10 * random()),
                    'due', to_char(date '2026-01-01' + floor(365 * random())::int, 'YYYY-MM-DD'),
                    'place', jsonb_build_object('city', bench.word(floor(50 * random()))),
                    'tags', jsonb_build_array(bench.word(floor(20 * random())), bench.word(floor(20 * random())))),
                acl
            FROM generate_series(?::int, ?::int) AS n
            CROSS JOIN (SELECT ?::int AS size, ?::uuid AS own, ?::uuid AS stranger, ?::int AS groups) AS given
            CROSS JOIN LATERAL (
                SELECT CASE WHEN n % (size / 20) = 3 THEN stranger WHEN n % 20 = 0 THEN own
                        ELSE md5('owner ' || floor(size / 20 * power(random() + 0 * n, 3)))::uuid END AS owner,
                    CASE WHEN n % 20 = 0 OR n % 5 < 3 OR n % (size / 20) = 3 OR n % (size / 30) = 6 THEN 'notes'
                        ELSE (ARRAY['tasks', 'contacts', 'events', 'com.example.trip'])[1 + n % 4] END AS type
            ) AS whose
            CROSS JOIN LATERAL (
                SELECT string_agg(bench.word(floor(8000 * power(random() + 0 * one, 2))), ' ') AS title FROM generate_series(1, 4 + 0 * n) AS one
            ) AS titled
            CROSS JOIN LATERAL (
                SELECT string_agg(bench.word(floor(8000 * power(random() + 0 * one, 2))), ' ') AS body FROM generate_series(1, 20 + 0 * n) AS one
            ) AS written
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN n % (size / 30) = 6 THEN
                        jsonb_build_array(jsonb_build_object('principal', stranger, 'actions', jsonb_build_array('read')))
                    WHEN n % 4 = 1 THEN (
                        SELECT jsonb_agg(jsonb_build_object('principal', md5('group ' || floor(groups * random() + 0 * one))::uuid,
                            'actions', jsonb_build_array('read')))
                        FROM generate_series(1, 4 + 0 * n) AS one)
                    ELSE '[]'::jsonb END AS acl
            ) AS shared
            """;

    /** Somebody else's five folders of a hundred notes each, shared as folders: the right to read comes by the edges. */
    private static final String FOLDER_OWNER = "SELECT set_config('vibe.person', md5('owner 0')::uuid::text, false)";

    private static final String FOLDERS = """
            UPDATE vibe.documents SET acl =
                jsonb_build_array(jsonb_build_object('principal', ?::uuid, 'actions', jsonb_build_array('read')))
            WHERE id IN (
                SELECT id FROM vibe.documents WHERE owner = vibe.me() AND type = 'notes' AND acl = '[]' ORDER BY id LIMIT 5)
            """;
    private static final String CONTAINED = """
            INSERT INTO vibe.doc_edges (id, source, target, label)
            SELECT uuidv7(), folder.id, note.id, 'contains'
            FROM (
                SELECT id, row_number() OVER (ORDER BY id) AS n FROM vibe.documents
                WHERE owner = vibe.me() AND type = 'notes' AND acl @> jsonb_build_array(jsonb_build_object('principal', ?::uuid))
            ) AS folder
            JOIN (
                SELECT id, row_number() OVER (ORDER BY id) AS n FROM vibe.documents
                WHERE owner = vibe.me() AND type = 'notes' AND acl = '[]' ORDER BY id LIMIT 500
            ) AS note ON note.n % 5 = folder.n - 1 AND folder.n = ?::int
            """;

    /** Declared before there is any document, so that the trigger has kept every entry. */
    private static final String INDEX = """
            INSERT INTO vibe.doc_indexes (type, path, state) VALUES ('notes', '{due}', 'building')
            """;

    private static final String INDEX_READY = "UPDATE vibe.doc_indexes SET state = 'ready', ready_at = now()";
    private static final String OWN = """
            SELECT id FROM vibe.documents
            WHERE owner = ?::uuid AND type = 'notes' AND deleted_at IS NULL
            ORDER BY md5(id::text) LIMIT ?
            """;
    /** What an earlier run has written. The triggers take away what is derived from it. */
    private static final String WRITTEN = """
            DELETE FROM vibe.documents WHERE owner = ?::uuid AND created_at > (SELECT loaded_at FROM bench.population)
            """;

    private final Site site;
    private final String database;
    private final Size size;
    private final Cast cast;

    public Population(Site site, String database, Size size, Cast cast) {
        this.site = site;
        this.database = database;
        this.size = size;
        this.cast = cast;
    }

    public String database() {
        return database;
    }

    public Size size() {
        return size;
    }

    /** Makes the database as if it had just been loaded; loads it if need be. */
    public void ensure() throws SQLException, InterruptedException {
        site.requireDatabase(database);
        try (Connection connection = site.admin(database)) {
            run(connection, SCHEMA);
            if (!database.equals(Site.SERVED)) {
                try (Connection served = site.admin(Site.SERVED)) {
                    Grants.copy(served, connection);
                }
            }
            String wanted = text(connection, STAMP, VERSION, size.documents(), cast.toString());
            if (wanted.equals(text(connection, "SELECT COALESCE(min(stamp), '') FROM bench.population"))) {
                run(connection, WRITTEN, cast.owner());
            } else {
                load(connection);
                run(connection, "INSERT INTO bench.population VALUES (?, now())", wanted);
            }
            run(connection, "TRUNCATE vibe.doc_outbox");
            run(connection, "VACUUM ANALYZE");
            run(connection, "CHECKPOINT");
        }
    }

    /** The ids of some of the owner's notes, in no order. */
    public List<UUID> own() throws SQLException {
        try (Connection connection = site.admin(database);
                PreparedStatement statement = prepared(connection, OWN, cast.owner(), OWN_SAMPLE);
                ResultSet results = statement.executeQuery()) {
            List<UUID> ids = new ArrayList<>();
            while (results.next()) {
                ids.add(results.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    private void load(Connection connection) throws SQLException {
        // Ids begin anew as well: what is measured on one database, with the index's id, is replayed on the others.
        run(connection, "TRUNCATE bench.population, " + text(connection, TABLES) + " RESTART IDENTITY");
        int documents = size.documents();
        int groups = documents / DOCUMENTS_OF_A_GROUP;
        run(connection, GROUPS, groups);
        run(connection, MEMBERS, cast.reader(), groups, Math.max(1, groups / GROUPS_OF_READER));
        run(connection, MEMBERS, cast.owner(), groups, groups / GROUPS_OF_OWNER);
        run(connection, INDEX);
        connection.setAutoCommit(false);
        for (int from = 1; from <= documents; from += BATCH) {
            // Within the transaction, so that whoever ends this in the middle leaves no trigger switched off.
            run(connection, "ALTER TABLE vibe.documents DISABLE TRIGGER documents_told");
            run(
                    connection,
                    DOCUMENTS,
                    from,
                    Math.min(from + BATCH - 1, documents),
                    documents,
                    cast.owner(),
                    cast.stranger(),
                    groups);
            run(connection, "ALTER TABLE vibe.documents ENABLE TRIGGER documents_told");
            connection.commit();
        }
        connection.setAutoCommit(true);
        run(connection, FOLDER_OWNER);
        run(connection, FOLDERS, cast.owner());
        for (int folder = 1; folder <= FOLDER_COUNT; folder++) {
            run(connection, CONTAINED, cast.owner(), folder);
        }
        run(connection, INDEX_READY);
    }

    private static void run(Connection connection, String sql, Object... binds) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, binds)) {
            statement.execute();
        }
    }

    private static String text(Connection connection, String sql, Object... binds) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, binds);
                ResultSet results = statement.executeQuery()) {
            results.next();
            return results.getString(1);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... binds) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < binds.length; i++) {
            statement.setObject(i + 1, binds[i]);
        }
        return statement;
    }
}
