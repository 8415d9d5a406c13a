package cloud.vibe.keycloak.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 30", "7, 30", "1000000, 30", "2147483647, 30"})
    void theRestDoublesUpToItsCeiling(int attempts, long seconds) {
        assertThat(Backoff.after(attempts)).hasSeconds(seconds);
    }

    @Test
    void thereIsNoRestBeforeTheFirstAttempt() {
        assertThatThrownBy(() -> Backoff.after(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
