package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlacesTest {
    private final Places<String> places = new Places<>(2, 5);

    @Test
    void oneHolderHasSoManyAndNoMore() {
        assertThat(places.take("ada")).isTrue();
        assertThat(places.take("ada")).isTrue();

        assertThat(places.isThereOneFor("ada")).isFalse();
        assertThat(places.take("ada")).isFalse();
        assertThat(places.take("ben")).isTrue();
    }

    @Test
    void theNodeHasSoManyAndNoMore() {
        for (int i = 0; i < 5; i++) {
            assertThat(places.take("holder " + i)).isTrue();
        }

        assertThat(places.take("ben")).isFalse();
    }

    @Test
    void onesThatAreFreeAgainAreTakenAgain() {
        for (int i = 0; i < 20; i++) {
            assertThat(places.take("ada")).isTrue();
            places.free("ada");
        }
        assertThat(places.take("ada")).isTrue();
        assertThat(places.take("ada")).isTrue();
        assertThat(places.take("ada")).isFalse();
    }
}
