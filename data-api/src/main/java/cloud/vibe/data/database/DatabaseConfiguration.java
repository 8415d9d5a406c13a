package cloud.vibe.data.database;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;

/** Where PostgreSQL is, and the passwords of the three roles that the process goes by. */
public final class DatabaseConfiguration {
    @NotEmpty
    @JsonProperty
    private String url = "";

    @NotEmpty
    @JsonProperty
    private String apiPassword = "";

    @NotEmpty
    @JsonProperty
    private String streamPassword = "";

    @NotEmpty
    @JsonProperty
    private String eventsPassword = "";

    @Min(1)
    @Max(1000)
    @JsonProperty
    private int poolSize = 16;

    String url() {
        return url;
    }

    String apiPassword() {
        return apiPassword;
    }

    String streamPassword() {
        return streamPassword;
    }

    String eventsPassword() {
        return eventsPassword;
    }

    int poolSize() {
        return poolSize;
    }
}
