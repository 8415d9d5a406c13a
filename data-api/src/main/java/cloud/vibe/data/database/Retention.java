package cloud.vibe.data.database;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Removes what has been kept for as long as it was promised, a bounded part of it at a time. Any number of nodes may do so at once. */
public final class Retention {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int BATCH = 1_000;

    private Retention() {}

    /** One for each kind of thing, so that none waits for another, or stays because of its failure. */
    public static List<Recurring> of(RoleDatabase database) {
        return Stream.of("sweep_answers", "sweep_versions", "sweep_sign_outs", "sweep_challenges", "sweep_proofs")
                .map(sweep ->
                        new Recurring(sweep, PAUSE, () -> removed(database, sweep) == BATCH ? Duration.ZERO : PAUSE))
                .toList();
    }

    private static long removed(RoleDatabase database, String sweep) {
        return database.transact(handle -> handle.createQuery("SELECT vibe." + sweep + "(:batch)")
                .bind("batch", BATCH)
                .mapTo(Long.class)
                .one());
    }
}
