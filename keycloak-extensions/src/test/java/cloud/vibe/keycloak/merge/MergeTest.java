package cloud.vibe.keycloak.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MergeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Merge MERGE = new Merge(
            UUID.fromString("2b6f0cc9-04d1-4f3a-9a11-5a1f7e0c3b52"),
            UUID.fromString("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d"),
            1_767_225_600_000L);

    @Test
    void theEventIsThatOfTheContract() throws IOException {
        JsonNode events =
                JSON.readTree(Path.of("../contract/events/merge.json").toFile()).get("events");

        assertThat(JSON.readTree(JSON.writeValueAsString(MERGE.event().state())))
                .isEqualTo(events.get(MERGE.event().type()));
    }

    /** A later event of a subject takes the place of an earlier one: the guest's own end must not. */
    @Test
    void itIsNotOfTheGuestInTheLineOfEvents() {
        assertThat(MERGE.event().subject()).isNotEqualTo(MERGE.guest());
        assertThat(new Merge(MERGE.guest(), MERGE.account(), 9).event().subject())
                .isEqualTo(MERGE.event().subject());
    }
}
