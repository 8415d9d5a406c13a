package cloud.vibe.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.trial.TestDatabase;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CallerDatabaseIT {
    private static final String SETTINGS = Stream.of(
                    "document",
                    "person",
                    "self",
                    "app",
                    "grant",
                    "grant_version",
                    "grant_until",
                    "reads",
                    "writes",
                    "global_reads",
                    "global_writes")
            .map(name -> "COALESCE(current_setting('vibe." + name + "', true), '')")
            .reduce("SELECT ''", (left, right) -> left + " || " + right);
    private static final CallerStatement WHO = CallerStatement.of("SELECT vibe.person()::text AS who");
    private static final CallerStatement FAIL =
            CallerStatement.of("SELECT 1 / (length(vibe.person()::text) - 36) AS who");
    private static final CallerStatement INSERT = CallerStatement.of("""
            INSERT INTO vibe.documents (id, owner, type, data, rev)
            VALUES (gen_random_uuid(), ?, 'notes', '{}', '1-0000000000000000') RETURNING id::text AS who
            """);
    private static final CallerStatement COUNT =
            CallerStatement.of("SELECT count(*)::text || min(owner::text) AS who FROM vibe.documents");

    private static final CallerStatement COUNT_ALL =
            CallerStatement.of("SELECT count(*)::text AS who FROM vibe.documents");

    // One connection only, so that the next borrower is sure to get the same.
    private final HikariDataSource pool = pool();
    private final CallerDatabase database = new CallerDatabase(pool);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void theNextBorrowerOfTheConnectionSeesNothingOfTheCaller() throws Exception {
        AppForPerson caller = caller();
        // More often than the driver needs to turn it into a prepared statement of the server.
        for (int i = 0; i < 12; i++) {
            assertThat(who(caller, WHO)).containsExactly(caller.person().toString());
            assertNothingIsLeft();
        }
    }

    @Test
    void aValueThatIsMissingDoesNotPartAQueryFromItsCaller() {
        CallerStatement statement = CallerStatement.of("SELECT vibe.person()::text AS who WHERE ?::uuid IS NULL");
        AppForPerson caller = caller();
        for (int i = 0; i < 12; i++) {
            assertThat(database.read(caller, statement, binds -> binds.uuid(null), row -> row.text("who")))
                    .containsExactly(caller.person().toString());
        }
    }

    @Test
    void norAfterAnError() throws Exception {
        for (int i = 0; i < 12; i++) {
            assertThatThrownBy(() -> who(caller(), FAIL)).isInstanceOf(Problem.class);
            assertNothingIsLeft();
        }
    }

    @Test
    void norOfAnAppForItselfAndOfADocumentThatWasNamed() throws Exception {
        AppForItself app = new AppForItself(
                new AppId(UUID.randomUUID()),
                new ClientId("notes"),
                caller().permissions(),
                caller().permissions(),
                Issued.until(Instant.now().plusSeconds(60)));
        DocumentId named = new DocumentId(UUID.randomUUID());
        CallerStatement asked = CallerStatement.of("SELECT vibe.me() || ' ' || vibe.asked_document() AS who");
        for (int i = 0; i < 12; i++) {
            assertThat(database.readNamed(app, named, asked, binds -> {}, row -> row.text("who")))
                    .containsExactly(app.self() + " " + named);
            assertNothingIsLeft();
        }
    }

    @Test
    void norAfterATransactionThatIsCommittedUndoneOrBroken() throws Exception {
        AppForPerson caller = caller();
        for (int i = 0; i < 12; i++) {
            List<String> seen = database.transact(caller, one -> one.run(WHO, binds -> {}, row -> row.text("who")));
            assertThat(seen).containsExactly(caller.person().toString());
            assertNothingIsLeft();
            assertThatThrownBy(() -> database.transact(caller, one -> {
                        one.run(WHO, binds -> {}, row -> row.text("who"));
                        throw Problem.notFound();
                    }))
                    .isInstanceOf(Problem.class);
            assertNothingIsLeft();
            assertThatThrownBy(() ->
                            database.transact(caller, one -> one.run(FAIL, binds -> {}, row -> row.text("who"))))
                    .isInstanceOf(Problem.class);
            assertNothingIsLeft();
        }
    }

    @Test
    void ofATransactionEverythingCountsOrNothing() {
        AppForPerson caller = caller();
        assertThatThrownBy(() -> database.transact(caller, one -> {
                    one.run(INSERT, binds -> binds.uuid(caller.person().value()), row -> row.text("who"));
                    return one.run(FAIL, binds -> {}, row -> row.text("who"));
                }))
                .isInstanceOf(Problem.class);
        assertThat(who(caller, COUNT_ALL)).containsExactly("0");

        database.transact(caller, one -> {
            one.run(INSERT, binds -> binds.uuid(caller.person().value()), row -> row.text("who"));
            assertThatThrownBy(() -> one.part(() -> one.run(FAIL, binds -> {}, row -> row.text("who"))))
                    .isInstanceOf(Problem.class);
            return one.run(INSERT, binds -> binds.uuid(caller.person().value()), row -> row.text("who"));
        });
        assertThat(who(caller, COUNT_ALL)).containsExactly("2");
    }

    @Test
    void callersThatTakeTurnsOnOneConnectionSeeTheirOwn() {
        List<AppForPerson> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            AppForPerson caller = caller();
            callers.add(caller);
            database.write(caller, INSERT, binds -> binds.uuid(caller.person().value()), row -> row.text("who"));
        }
        for (int round = 0; round < 8; round++) {
            for (AppForPerson caller : callers) {
                assertThat(who(caller, COUNT)).containsExactly("1" + caller.person());
            }
        }
    }

    /** The driver asks for the type of a parameter that has none, and parts what it sends before the query: the settings would end there. */
    @Test
    void aParameterWithoutAValueDoesNotPartTheCallerFromTheQuery() {
        AppForPerson caller = caller();
        CallerStatement statement =
                CallerStatement.of("SELECT vibe.person()::text AS who WHERE ?::uuid IS NULL AND ?::text IS NULL");
        for (int i = 0; i < 12; i++) {
            assertThat(database.read(
                            caller, statement, binds -> binds.uuid(null).text(null), row -> row.text("who")))
                    .containsExactly(caller.person().toString());
        }
    }

    @Test
    void aStatementThatTakesTooLongIsStopped() {
        assertThatThrownBy(
                        () -> who(
                                caller(),
                                CallerStatement.of(
                                        "SELECT set_config('statement_timeout', '50', true) AS who; SELECT pg_sleep(60)::text AS who")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.UNAVAILABLE));
    }

    @Test
    void everyRoleHasItsTimeouts() throws Exception {
        for (String role : Isolation.ROLES) {
            try (Connection connection = TestDatabase.get().as(role)) {
                for (String timeout : List.of(
                        "statement_timeout",
                        "lock_timeout",
                        "idle_in_transaction_session_timeout",
                        "transaction_timeout")) {
                    assertThat(TestDatabase.query(connection, "SHOW " + timeout))
                            .as(role + " " + timeout)
                            .doesNotContain("0");
                }
            }
        }
    }

    @Test
    void theSameWordsMeanTheSameToJavaAndToTheDatabase() throws Exception {
        List<String> all =
                List.of("notes:read", "notes:write", "*:read", "*:write", "a.b:read:global", "c:write:global");
        try (Connection superuser = TestDatabase.get().superuser()) {
            for (int set = 0; set < 1 << all.size(); set++) {
                List<String> some = new ArrayList<>();
                for (int i = 0; i < all.size(); i++) {
                    if ((set & (1 << i)) != 0) {
                        some.add(all.get(i));
                    }
                }
                Permissions permissions =
                        Permissions.of(some.stream().map(Permission::parse).toList());
                assertThat(types(superuser, some, "{read,write}")).isEqualTo(permissions.reads());
                assertThat(types(superuser, some, "{write}")).isEqualTo(permissions.writes());
            }
        }
    }

    @Test
    void aListIsDrivenByItsIndexUnderRowLevelSecurity() throws Exception {
        try (Connection connection = TestDatabase.get().as("vibe_api")) {
            connection.setAutoCommit(false);
            UUID person = UUID.randomUUID();
            Isolation.become(connection, person, UUID.randomUUID(), "{notes}");
            // The table is small here; what matters is that the index can be used for the conditions at all.
            TestDatabase.execute(connection, "SET LOCAL enable_seqscan = off");
            TestDatabase.execute(connection, "SET LOCAL enable_bitmapscan = off");
            TestDatabase.execute(connection, "SET LOCAL enable_sort = off");
            String plan = String.join("\n", TestDatabase.query(connection, """
                    EXPLAIN SELECT id FROM vibe.documents WHERE owner = ? AND type = 'notes' AND deleted_at IS NULL AND id < ?
                    ORDER BY id DESC LIMIT 51
                    """, person, UUID.randomUUID()));
            assertThat(plan).contains("documents_listed").doesNotContain("Sort");
            assertThat(plan.lines()
                            .filter(line -> line.contains("Index Cond"))
                            .findFirst()
                            .orElse(""))
                    .contains("owner", "type", "id <");
        }
    }

    private static Set<String> types(Connection connection, List<String> permissions, String actions) throws Exception {
        String literal = "{" + String.join(",", permissions) + "}";
        return Set.copyOf(
                TestDatabase.query(connection, "SELECT unnest(vibe.types_of(?::text[], ?::text[]))", literal, actions));
    }

    private void assertNothingIsLeft() throws Exception {
        try (Connection connection = pool.getConnection()) {
            assertThat(TestDatabase.query(connection, SETTINGS)).containsExactly("");
            assertThat(TestDatabase.query(connection, "SELECT 1 FROM vibe.documents"))
                    .isEmpty();
        }
    }

    private List<String> who(AppForPerson caller, CallerStatement statement) {
        return database.read(caller, statement, binds -> {}, row -> row.text("who"));
    }

    private static AppForPerson caller() {
        return new AppForPerson(
                new PersonId(UUID.randomUUID()),
                new ClientId("notes"),
                new GrantId(UUID.randomUUID()),
                1,
                Instant.now().plusSeconds(60),
                Permissions.of(List.of(Permission.parse("notes:write"))),
                Set.of(),
                Issued.until(Instant.now().plusSeconds(60)));
    }

    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestDatabase.get().url());
        config.setUsername("vibe_api");
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(1);
        return new HikariDataSource(config);
    }
}
