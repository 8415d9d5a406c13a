package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Page by page, what is newest of what is shared is all that is shared, in order, for who is in few groups and for who is in many. */
final class SharedNewestIT {
    private static final String TYPE = "newest.shared";
    private static final String LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    private static final int DOCUMENTS = 900;

    @ParameterizedTest
    @CsvSource({"0, 7", "3, 1", "3, 50", "40, 13", "51, 1", "120, 13", "120, 50", "120, 1000"})
    void pagesHoldWhatIsSharedInOrder(int groups, int size) throws Exception {
        TestApp app = TestCloud.get().app(TYPE + ":read", TYPE + ":write");
        share(app.person(), groups, size);
        try (SqlCaller caller = SqlCaller.of(app, "{" + TYPE + "}")) {
            List<String> expected = caller.query("""
                    SELECT d.id FROM vibe.documents AS d WHERE d.type = ? AND d.owner <> vibe.me() AND d.deleted_at IS NULL
                        AND d.id IN (SELECT vibe.shared_with_me(?)) ORDER BY d.id DESC
                    """, TYPE, TYPE);
            assertThat(expected).hasSizeGreaterThan(groups < 40 ? 4 : 100);
            List<String> paged = new ArrayList<>();
            String below = LAST;
            List<String> page;
            do {
                page = caller.query(
                        "SELECT id FROM vibe.shared_newest(?, ?::uuid, ?::integer) ORDER BY id DESC LIMIT ?::integer",
                        TYPE,
                        below,
                        size,
                        size);
                paged.addAll(page);
                below = page.isEmpty() ? below : page.getLast();
            } while (!page.isEmpty());
            assertThat(paged).isEqualTo(expected);
        }
    }

    /** Some are deleted, some the reader's own, some of another type; some are shared with several of the groups, and some with none. */
    private static void share(UUID reader, int groups, int round) throws Exception {
        String key = groups + " " + round;
        try (Connection superuser = TestDatabase.get().superuser()) {
            superuser.setAutoCommit(false);
            TestDatabase.execute(superuser, "SET LOCAL session_replication_role = replica");
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.groups (id, owner, name)
                    SELECT md5('%1$s group ' || g)::uuid, gen_random_uuid(), 'Group' FROM generate_series(1, %2$d) AS g;
                    INSERT INTO vibe.group_members (group_id, member)
                    SELECT md5('%1$s group ' || g)::uuid, '%3$s' FROM generate_series(1, %2$d) AS g;
                    INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev, deleted_at)
                    SELECT md5('%1$s document ' || n)::uuid, CASE WHEN n %% 11 = 0 THEN '%3$s'::uuid ELSE gen_random_uuid() END, false,
                        CASE WHEN n %% 7 = 0 THEN 'newest.other' ELSE '%4$s' END, CASE WHEN n %% 5 > 0 THEN '{}'::jsonb END,
                        '1-0000000000000000', CASE WHEN n %% 5 = 0 THEN now() END
                    FROM generate_series(1, %5$d) AS n;
                    INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
                    SELECT d.id, d.id, action, principal, d.type
                    FROM generate_series(1, %5$d) AS n JOIN vibe.documents AS d ON d.id = md5('%1$s document ' || n)::uuid
                        CROSS JOIN unnest('{read,write}'::text[]) AS action
                        CROSS JOIN LATERAL (
                            SELECT md5('%1$s group ' || (n * k) %% 130)::uuid FROM generate_series(1, 3) AS k WHERE n %% 4 > 0
                            UNION SELECT '%3$s' WHERE n %% 100 = 1) AS named (principal)
                    """.formatted(key, groups, reader, TYPE, DOCUMENTS));
            superuser.commit();
        }
    }
}
