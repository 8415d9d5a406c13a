package cloud.vibe.standalone.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SideBySideTest {
    @Test
    void whatAllRoundsOfAMomentSufferIsNotInTheRatio() {
        SideBySide both = new SideBySide();
        both.add(perSecond(500), perSecond(1000));
        both.add(perSecond(100), perSecond(200));
        both.add(perSecond(450), perSecond(900));
        assertThat(both.ratio()).isEqualTo(0.5);
    }

    @Test
    void oneDisturbedRoundDoesNotCount() {
        SideBySide both = new SideBySide();
        both.add(perSecond(500), perSecond(1000));
        both.add(perSecond(1), perSecond(1000));
        both.add(perSecond(510), perSecond(1000));
        assertThat(both.ratio()).isEqualTo(0.5);
        assertThat(both.ofFirst(Rounds.Round::perSecond)).isEqualTo(500);
        assertThat(both.ofSecond(Rounds.Round::perSecond)).isEqualTo(1000);
    }

    private static Rounds.Round perSecond(long asked) {
        return new Rounds.Round(asked, 1, 0, 0);
    }
}
