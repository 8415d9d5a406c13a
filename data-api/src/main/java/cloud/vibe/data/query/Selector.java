package cloud.vibe.data.query;

import java.util.List;
import java.util.stream.Stream;

/** Which documents are meant. Negations stand at the values only: what was around them has been turned round by De Morgan's laws. */
sealed interface Selector {
    /** Each of them. */
    record All(List<Selector> parts) implements Selector {}

    /** At least one of them. */
    record Any(List<Selector> parts) implements Selector {}

    /** The value at the place meets the condition. */
    record Test(Place place, Condition condition) implements Selector {}

    static Selector everything() {
        return new All(List.of());
    }

    /** The tests that every document must pass, whatever else is asked of it: an index may drive the query by any of them. */
    default Stream<Test> required() {
        return switch (this) {
            case All all -> all.parts().stream().flatMap(Selector::required);
            case Any any -> any.parts().size() == 1 ? any.parts().getFirst().required() : Stream.empty();
            case Test test -> Stream.of(test);
        };
    }
}
