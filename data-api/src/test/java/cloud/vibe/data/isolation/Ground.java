package cloud.vibe.data.isolation;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.database.AsCaller;
import cloud.vibe.data.database.Migration;
import cloud.vibe.data.database.MigrationSettings;
import cloud.vibe.data.isolation.World.Asker;
import cloud.vibe.data.isolation.World.ForItself;
import cloud.vibe.data.isolation.World.ForPerson;
import cloud.vibe.data.isolation.World.NoToken;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A database of its own, in which a world is made, tried as the API's role, and rolled back. It stays in one transaction, so that "now" is
 * the same for everything in it, also at the very edge of a time.
 */
final class Ground implements AutoCloseable {
    private static final String NAME = "isolation_";
    /** A broken clause locks its table for as long as it is broken, so each thread has a database of its own. */
    static final int HOW_MANY = 2;

    /** Tries one thing as whoever is asking, says whether it went, and undoes it. It runs with the caller's rights. */
    private static final String PROBE = """
            CREATE SCHEMA trial;
            CREATE FUNCTION trial.goes(what text, asked uuid, wanted_type text) RETURNS boolean LANGUAGE plpgsql AS $$
            DECLARE
                touched bigint;
            BEGIN
                IF what = 'is shown' THEN
                    PERFORM set_config('vibe.document', asked::text, true);
                    PERFORM FROM vibe.documents WHERE id = asked;
                    GET DIAGNOSTICS touched = ROW_COUNT;
                    PERFORM set_config('vibe.document', '', true);
                    RETURN touched = 1;
                END IF;
                CASE what
                    WHEN 'writes' THEN
                        UPDATE vibe.documents SET data = '{"tried":true}', rev = '9-0000000000000000' WHERE id = asked;
                    WHEN 'shares' THEN
                        UPDATE vibe.documents SET acl = acl || '[{"principal":"00000000-0000-7000-8000-0000000000ff","actions":["read"]}]'
                        WHERE id = asked;
                    WHEN 'deletes' THEN
                        UPDATE vibe.documents SET data = NULL, deleted_at = now() WHERE id = asked AND deleted_at IS NULL;
                    WHEN 'restores' THEN
                        UPDATE vibe.documents SET data = '{}', deleted_at = NULL WHERE id = asked AND deleted_at IS NOT NULL;
                    WHEN 'creates' THEN
                        INSERT INTO vibe.documents (id, owner, type, data, rev)
                        VALUES (gen_random_uuid(), asked, wanted_type, '{}', '1-0000000000000000');
                END CASE;
                GET DIAGNOSTICS touched = ROW_COUNT;
                RAISE SQLSTATE 'TRIED';
            EXCEPTION
                WHEN insufficient_privilege THEN RETURN false;
                -- What only a constraint has stopped, no rule has.
                WHEN check_violation THEN RETURN true;
                WHEN SQLSTATE 'TRIED' THEN RETURN touched = 1;
            END
            $$;
            -- What narrows a list must not lose what the policy shows. As a function, its plan is made once.
            CREATE FUNCTION trial.lists(asked uuid[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
            BEGIN
                RETURN QUERY
                SELECT 'stands ' || upper(standing) FROM vibe.standing()
                UNION ALL SELECT 'sees ' || COALESCE(d.n - 1, -1)
                FROM vibe.documents AS v LEFT JOIN unnest(asked) WITH ORDINALITY AS d (id, n) USING (id)
                UNION ALL SELECT 'loses ' || id FROM vibe.documents AS v
                WHERE v.owner IS DISTINCT FROM vibe.me()
                    AND v.id NOT IN (SELECT s FROM vibe.shared_with_me(v.type) AS s WHERE s IS NOT NULL)
                    AND v.owner NOT IN (SELECT o FROM vibe.owners_open_to_me(v.type) AS o WHERE o IS NOT NULL)
                UNION ALL SELECT 'skips ' || id FROM vibe.documents AS v
                WHERE v.owner <> vibe.me() AND v.deleted_at IS NULL AND v.id IN (SELECT vibe.shared_with_me(v.type))
                    AND v.id NOT IN (
                        SELECT s.id FROM (SELECT DISTINCT type FROM vibe.documents) AS types (t),
                            vibe.shared_newest(t, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 9) AS s);
            END
            $$;
            GRANT USAGE ON SCHEMA trial TO vibe_api;
            GRANT EXECUTE ON FUNCTION trial.goes(text, uuid, text), trial.lists(uuid[]) TO vibe_api;
            """;

    private static final String LISTS = "SELECT trial.lists(?::uuid[]) AS answer";
    private static final String PROBES = """
            SELECT what || ' ' || d.n - 1 AS answer FROM unnest(?::uuid[]) WITH ORDINALITY AS d (id, n),
                unnest('{is shown,writes,shares,deletes,restores}'::text[]) AS what
            WHERE trial.goes(what, d.id, NULL)
            """;
    private static final String CREATIONS = """
            SELECT 'creates ' || type || ' of ' || who.name AS answer
            FROM unnest(?::uuid[], ?) AS who (id, name), unnest(?) AS type
            WHERE trial.goes('creates', who.id, type)
            """;

    private final Connection connection;
    private final Instant now;

    private Ground(Connection connection, Instant now) {
        this.connection = connection;
        this.now = now;
    }

    static Ground open(int number) {
        try {
            Connection connection = TestDatabase.get().superuser(NAME + number);
            TestDatabase.execute(connection, "SET plan_cache_mode = force_generic_plan");
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement();
                    var answer = statement.executeQuery("SELECT now()")) {
                answer.next();
                return new Ground(
                        connection, answer.getObject(1, OffsetDateTime.class).toInstant());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Once for the run. */
    static void make() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser("postgres")) {
            TestDatabase.execute(superuser, "CREATE DATABASE " + NAME + "0 OWNER " + TestDatabase.ADMIN);
        }
        String url = TestDatabase.get().url().replaceAll("/\\w+$", "/" + NAME + "0");
        MigrationSettings here = TestDatabase.get().settings(TestDatabase.ADMIN, "admin");
        new Migration(
                        new MigrationSettings(
                                url,
                                here.adminUser(),
                                here.adminPassword(),
                                here.apiPassword(),
                                here.streamPassword(),
                                here.eventsPassword()),
                        line -> {})
                .run();
        try (Connection superuser = TestDatabase.get().superuser(NAME + "0")) {
            TestDatabase.execute(superuser, PROBE);
        }
        try (Connection superuser = TestDatabase.get().superuser("postgres")) {
            for (int number = 1; number < HOW_MANY; number++) {
                TestDatabase.execute(
                        superuser,
                        "CREATE DATABASE " + NAME + number + " TEMPLATE " + NAME + "0 OWNER " + TestDatabase.ADMIN);
            }
        }
    }

    /** For what a test changes on purpose; undone with everything else. */
    Connection connection() {
        return connection;
    }

    /** Where the database does not do what the rule says; empty if it does. */
    Set<String> disagreements(World world) {
        OneRule rule = new OneRule(world);
        Set<String> disagreements = new TreeSet<>();
        try {
            Savepoint before = connection.setSavepoint();
            TestDatabase.execute(connection, WorldScript.of(world));
            TestDatabase.execute(connection, "SET LOCAL ROLE vibe_api");
            for (Asker asker : world.askers()) {
                Set<String> allowed = rule.allowed(asker);
                Set<String> found = found(asker);
                allowed.stream()
                        .filter(line -> !found.contains(line))
                        .forEach(line -> disagreements.add(asker + " should be but is not one who " + line));
                found.stream()
                        .filter(line -> !allowed.contains(line))
                        .forEach(line -> disagreements.add(asker + " is but should not be one who " + line));
            }
            connection.rollback(before);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return disagreements;
    }

    private Set<String> found(Asker asker) throws SQLException {
        Caller caller = caller(asker);
        String documents = literal(IntStream.range(0, World.MOST_DOCUMENTS).mapToObj(World::documentId));
        // The settings of one caller must not reach the next.
        Savepoint before = connection.setSavepoint();
        Set<String> lines =
                new TreeSet<>(AsCaller.query(connection, caller, null, LISTS, binds -> binds.text(documents)));
        lines.addAll(AsCaller.query(connection, caller, null, PROBES, binds -> binds.text(documents)));
        lines.addAll(AsCaller.query(
                connection,
                caller,
                null,
                CREATIONS,
                binds -> binds.text(literal(World.CREATORS.stream().map(Who::id)))
                        .texts(World.CREATORS.stream().map(Who::name).toList())
                        .texts(World.TYPES)));
        connection.rollback(before);
        return lines;
    }

    private static String literal(Stream<UUID> ids) {
        return ids.map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private Caller caller(Asker asker) {
        return switch (asker) {
            case NoToken nobody -> new Nobody();
            case ForItself app ->
                new AppForItself(
                        new AppId(app.app().id()),
                        new ClientId(WorldScript.clientId(app.app())),
                        Permissions.of(app.permissions()),
                        Permissions.globalOf(app.permissions()),
                        Issued.until(Instant.MAX));
            case ForPerson token ->
                new AppForPerson(
                        new PersonId(token.person().id()),
                        new ClientId(WorldScript.clientId(token.app())),
                        new GrantId(World.Grant.id(token.grantPerson(), token.grantApp())),
                        token.version(),
                        token.until() == World.NEVER ? null : now.plusSeconds(3600L * token.until()),
                        Permissions.of(token.permissions()),
                        Set.of(),
                        Issued.until(Instant.MAX));
        };
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
