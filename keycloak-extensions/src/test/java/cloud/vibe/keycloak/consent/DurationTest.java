package cloud.vibe.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.keycloak.grant.Lasting;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTest {
    private static final Instant NOW = Instant.parse("2028-01-31T12:00:00Z");
    private static final Held UNTIL_MARCH =
            new Held(true, Set.of(), Set.of(), Lasting.until(Instant.parse("2028-03-01T00:00:00Z")));

    @ParameterizedTest
    @CsvSource({
        "once, 2028-02-01T12:00:00Z",
        "month, 2028-03-01T12:00:00Z",
        "year, 2029-01-31T12:00:00Z",
        "unchanged, 2028-03-01T00:00:00Z"
    })
    void eachEndsWhenItSays(String word, Instant end) {
        assertThat(Duration.of(word).orElseThrow().from(NOW, "s", UNTIL_MARCH).until())
                .isEqualTo(end);
    }

    @Test
    void onlyOnceIsForOneSignIn() {
        assertThat(Duration.ONCE.from(NOW, "s", UNTIL_MARCH).session()).isEqualTo("s");
        assertThat(Duration.YEAR.from(NOW, "s", UNTIL_MARCH).session()).isNull();
        assertThat(Duration.UNTIL_REVOKED.from(NOW, "s", UNTIL_MARCH)).isEqualTo(Lasting.UNTIL_REVOKED);
    }

    @Test
    void whatHasAnEndKeepsItUnlessThePersonSaysOtherwise() {
        assertThat(Duration.usual(UNTIL_MARCH)).isEqualTo(Duration.UNCHANGED);
        assertThat(Duration.usual(Held.NOTHING)).isEqualTo(Duration.UNTIL_REVOKED);
        assertThat(Duration.offered(Held.NOTHING)).doesNotContain(Duration.UNCHANGED);
    }

    @ParameterizedTest
    @EnumSource(Duration.class)
    void wordsAreReadAsTheyAreWritten(Duration duration) {
        assertThat(Duration.of(duration.word())).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MONTH", "for ever", "until_revoked"})
    void noOtherWordIsADuration(String word) {
        assertThat(Duration.of(word)).isEmpty();
    }
}
