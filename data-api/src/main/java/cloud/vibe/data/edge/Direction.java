package cloud.vibe.data.edge;

import cloud.vibe.data.kernel.Problem;
import org.jspecify.annotations.Nullable;

/** Which edges of a document are meant: those from it, those to it, or both. */
enum Direction {
    OUT,
    IN,
    BOTH;

    static Direction of(@Nullable String text) {
        return switch (text) {
            case null -> OUT;
            case "out" -> OUT;
            case "in" -> IN;
            case "both" -> BOTH;
            default -> throw Problem.invalidRequest("The parameter direction is out, in or both.");
        };
    }

    boolean leadsOut() {
        return this != IN;
    }

    boolean leadsIn() {
        return this != OUT;
    }
}
