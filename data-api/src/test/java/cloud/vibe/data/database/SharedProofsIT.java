package cloud.vibe.data.database;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.caller.ProofMemory.Shown;
import cloud.vibe.data.trial.Hands;
import cloud.vibe.data.trial.TestDatabase;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SharedProofsIT {
    private final HikariDataSource pool = new HikariDataSource();
    private final RoleDatabase database = new RoleDatabase(pool);
    private final UUID one = UUID.randomUUID();

    SharedProofsIT() {
        pool.setJdbcUrl(TestDatabase.get().url());
        pool.setUsername("vibe_stream");
        pool.setPassword(TestDatabase.PASSWORD);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aNonceIsGoodForAboutTwoMinutesAndAProofOnceInThem() {
        Hands clock = new Hands(Instant.now());
        SharedProofs proofs = new SharedProofs(database, clock);
        String nonce = proofs.nonce();

        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.FRESH);
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.AGAIN);
        clock.forward(Duration.ofMinutes(1));
        assertThat(proofs.nonce()).isNotEqualTo(nonce);
        assertThat(proofs.isGood(nonce)).isTrue();
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.AGAIN);
        clock.forward(Duration.ofMinutes(1));
        assertThat(proofs.isGood(nonce)).isFalse();
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.STALE);
    }

    @Test
    void aNodeWhoseClockIsABitAheadIsUnderstood() {
        Hands ahead = new Hands(Instant.now().plusSeconds(60));
        SharedProofs here = new SharedProofs(database, new Hands(Instant.now()));
        SharedProofs there = new SharedProofs(database, ahead);

        assertThat(here.show(there.nonce(), one)).isEqualTo(Shown.FRESH);
        assertThat(there.show(there.nonce(), one)).isEqualTo(Shown.AGAIN);
        assertThat(there.show(here.nonce(), one)).isEqualTo(Shown.AGAIN);
    }

    /** What the database has forgotten by its own clock must not be fresh by a node's that is slow. */
    @Test
    void theDatabasesClockDecidesWhenANonceIsOver() throws Exception {
        Hands slow = new Hands(Instant.now().minus(Duration.ofMinutes(10)));
        SharedProofs proofs = new SharedProofs(database, slow);

        assertThat(proofs.isGood(proofs.nonce())).isTrue();
        assertThat(proofs.show(proofs.nonce(), one)).isEqualTo(Shown.STALE);
    }

    @Test
    void theSweepTakesOnlyWhatIsStale() throws Exception {
        SharedProofs proofs = new SharedProofs(database, new Hands(Instant.now()));
        String nonce = proofs.nonce();
        UUID old = UUID.randomUUID();
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.FRESH);
        assertThat(proofs.show(nonce, old)).isEqualTo(Shown.FRESH);

        try (Connection superuser = TestDatabase.get().superuser();
                Connection stream = TestDatabase.get().as("vibe_stream")) {
            TestDatabase.execute(
                    superuser,
                    "UPDATE vibe.dpop_proofs SET until = now() - interval '2 minutes' WHERE proof = '" + old + "'");
            TestDatabase.query(stream, "SELECT vibe.sweep_proofs(1000)");
            assertThat(TestDatabase.query(
                            superuser, "SELECT proof FROM vibe.dpop_proofs WHERE proof IN (?, ?)", one, old))
                    .containsExactly(one.toString());
        }
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.AGAIN);
    }

    @Test
    void neitherTheKeyNorTheProofsCanBeReadByAnyRole() throws Exception {
        new SharedProofs(database, new Hands(Instant.now())).nonce();
        for (String role : Isolation.ROLES) {
            try (Connection connection = TestDatabase.get().as(role)) {
                for (String table : new String[] {"vibe.dpop_keys", "vibe.dpop_proofs"}) {
                    assertThat(org.assertj.core.api.Assertions.catchThrowable(
                                    () -> TestDatabase.query(connection, "SELECT * FROM " + table)))
                            .as(role + " " + table)
                            .isNotNull();
                }
            }
        }
    }
}
