package cloud.vibe.standalone.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void theMedianIsTheValueInTheMiddleWhateverTheOrder() {
        assertThat(Quantiles.median(9, 1, 4)).isEqualTo(4);
        assertThat(Quantiles.median(7)).isEqualTo(7);
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Quantiles.median(10, 1, 2, 4)).isEqualTo(3);
    }

    @Test
    void aPercentileIsTheNearestRankThatWasMeasured() {
        double[] hundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        assertThat(Quantiles.atMost(0.95, hundred)).isEqualTo(95);
        assertThat(Quantiles.atMost(0.95, 3, 1, 2)).isEqualTo(3);
        assertThat(Quantiles.atMost(0.5, 3, 1, 2)).isEqualTo(2);
        assertThat(Quantiles.atMost(1, 3, 1, 2)).isEqualTo(3);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(Quantiles::median).isInstanceOf(IllegalArgumentException.class);
    }
}
