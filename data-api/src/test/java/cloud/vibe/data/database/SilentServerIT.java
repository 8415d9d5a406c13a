package cloud.vibe.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.Relay;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is gone without a word in the middle of a statement: without the watch it would be waited for until the time limit. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SilentServerIT {
    @Test
    void aStatementThatIsNeverAnsweredEndsWithItsConnection() throws Exception {
        Properties properties = Pools.driverProperties();
        properties.setProperty("socketFactoryArg", Duration.ofSeconds(2).toString());
        properties.setProperty("user", TestDatabase.ADMIN);
        properties.setProperty("password", "admin");
        try (Relay relay = new Relay(TestDatabase.get().port())) {
            relay.mend();
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + TestDatabase.NAME, properties);
                    Statement statement = connection.createStatement()) {
                // One that takes a while is waited for.
                assertThat(statement.execute("SELECT pg_sleep(0.5)")).isTrue();
                relay.fallSilent();

                assertThatThrownBy(() -> statement.execute("SELECT 1"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).startsWith("08"));

                assertThat(connection.isClosed()).isTrue();
            }
        }
    }
}
