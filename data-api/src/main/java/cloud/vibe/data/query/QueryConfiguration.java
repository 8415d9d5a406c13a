package cloud.vibe.data.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Positive;

/** How much a single query may ask of the database. */
public final class QueryConfiguration {
    // In PostgreSQL's own unit, of which a document that is looked at takes about 35: some 280,000 of them, a second or
    // so.
    @Positive
    @JsonProperty
    private double costLimit = 10_000_000;

    double costLimit() {
        return costLimit;
    }
}
