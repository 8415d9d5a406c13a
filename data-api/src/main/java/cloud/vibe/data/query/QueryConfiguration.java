package cloud.vibe.data.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Positive;

/** How much a single query may ask of the database. */
public final class QueryConfiguration {
    // In PostgreSQL's own unit, a page read in sequence.
    @Positive
    @JsonProperty
    private double costLimit = 500_000;

    double costLimit() {
        return costLimit;
    }
}
