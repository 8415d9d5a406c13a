package cloud.vibe.data.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.lifecycle.BeforeContainer;

/** PostgreSQL does what the rule says, no more and no less, in every small world; and where a clause of it is broken, that is found. */
final class OneRuleIT {
    private static final int MOST_WORLDS = 3_000;

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

    @Example
    void aBrokenClauseIsFound() throws Exception {
        List<Mutant> unnoticed = new ArrayList<>();
        for (Mutant mutant : Mutant.ALL) {
            // The same worlds for each of them, so that the answer is the same every time.
            RandomGenerator<World> generator = Worlds.about(mutant.about()).generator(1000, false);
            Random random = new Random(7);
            try (Ground ground = Ground.open()) {
                mutant.apply(ground.connection());
                boolean isNoticed = Stream.generate(() -> generator.next(random).value())
                        .limit(MOST_WORLDS)
                        .anyMatch(world -> !ground.disagreements(world).isEmpty());
                if (!isNoticed) {
                    unnoticed.add(mutant);
                }
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    @Provide
    Arbitrary<World> worlds() {
        return Worlds.all();
    }
}
