package cloud.vibe.data.trial;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Many documents of many owners, made once: {@link #TYPE} is what they write, and some of it is shared with groups. Two persons look at
 * it. One is in a thousand groups; the other has next to nothing.
 */
public final class Crowd {
    public static final String TYPE = "crowd";
    public static final UUID BUSY = UUID.fromString("c0000000-0000-4000-8000-000000000001");
    public static final UUID QUIET = UUID.fromString("c0000000-0000-4000-8000-000000000002");
    private static final int DOCUMENTS = 60_000;
    private static final Crowd ONE = make();

    private final int index;
    private final UUID document;

    private Crowd(int index, UUID document) {
        this.index = index;
        this.document = document;
    }

    public static Crowd get() {
        return ONE;
    }

    /** The declared index on {@code n}, which is ready. */
    public int index() {
        return index;
    }

    /** One that is the busy person's own. */
    public UUID document() {
        return document;
    }

    private static Crowd make() {
        try (Connection superuser = TestDatabase.get().superuser()) {
            superuser.setAutoCommit(false);
            // Past the triggers, which would take minutes; what they do is written out.
            TestDatabase.execute(superuser, "SET LOCAL session_replication_role = replica");
            String index = TestDatabase.query(
                            superuser,
                            "INSERT INTO vibe.doc_indexes (type, path, state) VALUES (?, '{n}', 'ready') RETURNING id",
                            TYPE)
                    .getFirst();
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev)
                    SELECT gen_random_uuid(), CASE WHEN n <= 2000 THEN '%s'::uuid WHEN n <= 2010 THEN '%s'::uuid
                            ELSE ('c1000000-0000-4000-8000-' || lpad(to_hex(n %% 600), 12, '0'))::uuid END, false,
                        CASE WHEN n %% 6 = 0 THEN 'crowd.more' ELSE '%s' END,
                        jsonb_build_object('n', n %% 1000, 'city', 'City ' || n %% 50, 'open', n %% 3 = 0, 'at', n),
                        '1-0000000000000000'
                    FROM generate_series(1, %d) AS n
                    """.formatted(BUSY, QUIET, TYPE, DOCUMENTS));
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.doc_index_entries (document, index_id, owner, type, value)
                    SELECT id, %s, owner, type, vibe.sort_key(data -> 'n') FROM vibe.documents WHERE type = '%s'
                    """.formatted(index, TYPE));
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.groups (id, owner, name)
                    SELECT ('c2000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '%s', 'Group'
                    FROM generate_series(0, 1999) AS n
                    """.formatted(QUIET));
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.group_members (group_id, member)
                    SELECT ('c2000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '%s' FROM generate_series(0, 999) AS n
                    """.formatted(BUSY));
            // Three of four are shared with a group, and a few with the quiet one.
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
                    SELECT d.id, d.id, action, principal, d.type
                    FROM (SELECT id, type, (data ->> 'at')::integer AS n FROM vibe.documents
                            WHERE type IN ('%1$s', '%1$s.more') AND owner NOT IN ('%2$s', '%3$s')) AS d
                        CROSS JOIN unnest('{read,write}'::text[]) AS action
                        CROSS JOIN LATERAL (
                            SELECT ('c2000000-0000-4000-8000-' || lpad(to_hex(n %% 2000), 12, '0'))::uuid WHERE n %% 4 > 0
                            UNION ALL SELECT '%3$s' WHERE n %% 5000 = 0
                        ) AS named (principal)
                    """.formatted(TYPE, BUSY, QUIET));
            superuser.commit();
            superuser.setAutoCommit(true);
            for (String table : new String[] {"documents", "doc_index_entries", "doc_acl_index", "group_members"}) {
                TestDatabase.execute(superuser, "VACUUM ANALYZE vibe." + table);
            }
            return new Crowd(
                    Integer.parseInt(index),
                    UUID.fromString(TestDatabase.query(
                                    superuser,
                                    "SELECT id FROM vibe.documents WHERE owner = ? AND type = ? LIMIT 1",
                                    BUSY,
                                    TYPE)
                            .getFirst()));
        } catch (SQLException e) {
            throw new IllegalStateException("the crowd does not come", e);
        }
    }
}
