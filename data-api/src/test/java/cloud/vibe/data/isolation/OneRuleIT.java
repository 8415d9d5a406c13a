package cloud.vibe.data.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeContainer;

/** PostgreSQL does what the rule says, no more and no less, in every small world; and where a clause of it is broken, that is found. */
final class OneRuleIT {
    private static final int MOST_WORLDS = 1_000;

    @BeforeContainer
    static void makeTheGround() throws Exception {
        Ground.make();
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theDatabaseDoesWhatTheRuleSays(@ForAll("worlds") World world) throws Exception {
        try (Ground ground = Ground.open()) {
            assertThat(ground.disagreements(world)).isEmpty();
        }
    }

    @Property(generation = GenerationMode.EXHAUSTIVE, shrinking = ShrinkingMode.OFF)
    void aBrokenClauseIsFound(@ForAll("mutants") Mutant mutant) throws Exception {
        // The same worlds for each of them, so that the answer is the same every time.
        RandomGenerator<World> generator = Worlds.about(mutant.about()).generator(1000, false);
        Random random = new Random(7);
        Stream<World> worlds =
                Stream.generate(() -> generator.next(random).value()).limit(MOST_WORLDS);
        try (Ground ground = Ground.open()) {
            mutant.apply(ground.connection());
            assertThat(worlds.anyMatch(world -> !ground.disagreements(world).isEmpty()))
                    .as("whether anybody noticed")
                    .isTrue();
        }
    }

    @Provide
    Arbitrary<World> worlds() {
        return Worlds.all();
    }

    @Provide
    Arbitrary<Mutant> mutants() {
        return Arbitraries.of(Mutant.ALL);
    }
}
