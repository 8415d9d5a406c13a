package cloud.vibe.data.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
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
    private static final int MOST_WORLDS = 2_000;

    @BeforeContainer
    static void makeTheGround() throws Exception {
        Ground.make();
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theDatabaseDoesWhatTheRuleSays(@ForAll("worlds") World world) throws Exception {
        try (Ground ground = Ground.open(0)) {
            assertThat(ground.disagreements(world)).isEmpty();
        }
    }

    @Example
    void aBrokenClauseIsFound() throws Exception {
        // The same worlds for each of them, so that the answer is the same every time.
        Map<Worlds.About, List<World>> worlds = new EnumMap<>(Worlds.About.class);
        for (Worlds.About about : Worlds.About.values()) {
            RandomGenerator<World> generator = Worlds.about(about).generator(1000, false);
            Random random = new Random(7);
            worlds.put(
                    about,
                    Stream.generate(() -> generator.next(random).value())
                            .limit(MOST_WORLDS)
                            .toList());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(Ground.HOW_MANY)) {
            BlockingQueue<Integer> free = new ArrayBlockingQueue<>(
                    Ground.HOW_MANY,
                    false,
                    IntStream.range(0, Ground.HOW_MANY).boxed().toList());
            List<Future<Optional<Mutant>>> answers = threads.invokeAll(Mutant.ALL.stream()
                    .map(mutant -> (Callable<Optional<Mutant>>) () -> {
                        int number = free.take();
                        try {
                            return isFound(mutant, number, Objects.requireNonNull(worlds.get(mutant.about())))
                                    ? Optional.empty()
                                    : Optional.of(mutant);
                        } finally {
                            free.put(number);
                        }
                    })
                    .toList());
            List<Mutant> unnoticed = new ArrayList<>();
            for (Future<Optional<Mutant>> answer : answers) {
                answer.get().ifPresent(unnoticed::add);
            }
            assertThat(unnoticed).isEmpty();
        }
    }

    private static boolean isFound(Mutant mutant, int number, List<World> worlds) throws SQLException {
        try (Ground ground = Ground.open(number)) {
            mutant.apply(ground.connection());
            return worlds.stream()
                    .anyMatch(world -> !ground.disagreements(world).isEmpty());
        }
    }

    @Provide
    Arbitrary<World> worlds() {
        return Worlds.all();
    }
}
