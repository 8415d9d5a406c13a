package cloud.vibe.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.codahale.metrics.MetricRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MigrationIT {
    @Test
    void aSecondMigrationFindsNothingToDo() throws Exception {
        for (String admin : List.of(TestDatabase.ADMIN, "postgres")) {
            List<String> said = new ArrayList<>();
            new Migration(TestDatabase.get().settings(admin, "admin"), said::add).run();
            assertThat(said).contains("schema: nothing to do").noneMatch(line -> line.contains("created"));
        }
    }

    @Test
    void aMemberOfTheOwnerMayMigrateWhenTheRolesAreThere() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "CREATE ROLE mere LOGIN PASSWORD 'mere'; GRANT vibe_owner TO mere");
            try {
                List<String> said = new ArrayList<>();
                new Migration(TestDatabase.get().settings("mere", "mere"), said::add).run();
                assertThat(said).contains("role vibe_api: left as it is, mere may not alter roles");
            } finally {
                TestDatabase.execute(superuser, "DROP ROLE mere");
            }
        }
    }

    @Test
    void whoMayNotCreateInTheDatabaseIsToldWhatTheyNeed() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "CREATE ROLE lodger LOGIN PASSWORD 'lodger'; GRANT vibe_owner TO lodger");
            TestDatabase.execute(superuser, "CREATE DATABASE lent");
            try {
                MigrationSettings settings = TestDatabase.get().settings("lodger", "lodger");
                MigrationSettings lent = new MigrationSettings(
                        settings.url().replaceFirst("/[^/]*$", "/lent"), "lodger", "lodger", "a", "b", "c");
                assertThatThrownBy(() -> new Migration(lent, line -> {}).run())
                        .isInstanceOf(MigrationFailure.class)
                        .hasMessageContaining("permission denied for database lent. lodger needs CREATEROLE")
                        .hasMessageContaining("own the database");
            } finally {
                TestDatabase.execute(superuser, "DROP DATABASE lent");
                TestDatabase.execute(superuser, "DROP ROLE lodger");
            }
        }
    }

    @Test
    void aRoleThatCouldBypassThePoliciesIsRefused() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "ALTER ROLE vibe_events BYPASSRLS");
            try {
                assertThatThrownBy(() -> new Migration(TestDatabase.get().settings("postgres", ""), line -> {}).run())
                        .isInstanceOf(MigrationFailure.class)
                        .hasMessageContaining("vibe_events may do more than it must");
            } finally {
                TestDatabase.execute(superuser, "ALTER ROLE vibe_events NOBYPASSRLS");
            }
        }
    }

    @Test
    void aMigrationThatWasKilledDoesNotLockOutTheNext() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(
                    superuser,
                    "UPDATE vibe_migrations.databasechangeloglock SET locked = true, lockgranted = now(), lockedby = 'the dead'");
        }
        List<String> said = new ArrayList<>();
        new Migration(TestDatabase.get().settings(TestDatabase.ADMIN, "admin"), said::add).run();
        assertThat(said).contains("schema: nothing to do");
    }

    @Test
    void aRestoredDatabaseBeginsANewIncarnation() throws Exception {
        Migration migration = new Migration(TestDatabase.get().settings(TestDatabase.ADMIN, "admin"), line -> {});
        try (Connection superuser = TestDatabase.get().superuser()) {
            migration.run();
            String first = incarnation(superuser);
            migration.run();
            assertThat(incarnation(superuser)).isEqualTo(first);

            migration.run(true);
            String second = incarnation(superuser);
            assertThat(second).isNotEqualTo(first);
            assertThat(TestDatabase.query(superuser, "SELECT count(*)::text FROM vibe.doc_outbox"))
                    .containsExactly("0");

            // As a dump of another cluster says it.
            TestDatabase.execute(superuser, "UPDATE vibe.instance SET cluster = '1', floor_xid = '999999999999'");
            migration.run();
            assertThat(incarnation(superuser)).isNotEqualTo(second);
            assertThat(TestDatabase.query(superuser, "SELECT floor_xid::text FROM vibe.instance"))
                    .containsExactly("0");
        }
    }

    private static String incarnation(Connection superuser) throws SQLException {
        return TestDatabase.query(superuser, "SELECT incarnation::text FROM vibe.instance")
                .getFirst();
    }

    @Test
    void whoMayNotOrCannotIsToldSoInOneSentence() {
        MigrationSettings away =
                new MigrationSettings("jdbc:postgresql://127.0.0.1:1/vibe", "somebody", "p", "a", "b", "c");
        assertThatThrownBy(() -> new Migration(away, line -> {}).run())
                .isInstanceOf(MigrationFailure.class)
                .hasMessageStartingWith("Cannot connect to jdbc:postgresql://127.0.0.1:1/vibe as somebody: ");
    }

    @Test
    void aDatabaseBelongsToOneDomain() throws Exception {
        TestCloud.get();
        DatabaseConfiguration configuration = cloud.vibe.data.trial.Contract.JSON.convertValue(
                java.util.Map.of(
                        "url", TestDatabase.get().url(),
                        "apiPassword", TestDatabase.PASSWORD,
                        "streamPassword", TestDatabase.PASSWORD,
                        "eventsPassword", TestDatabase.PASSWORD),
                DatabaseConfiguration.class);
        try (Pools pools = new Pools(configuration, new MetricRegistry())) {
            Instance instance = new Instance(pools.forStream());
            instance.claim(new DidDomain(TestCloud.DID_DOMAIN));
            assertThatThrownBy(() -> instance.claim(new DidDomain("other.example")))
                    .isInstanceOf(Instance.WrongDomain.class)
                    .hasMessageContaining("localhost:8601");
        }
    }
}
