package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Contract;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

final class ApiUrlTest {
    private static final JsonNode CONTRACT = Contract.read("tokens/proof-urls.json");

    private final ApiUrl url = new ApiUrl(CONTRACT.path("api").asText());
    private final String path = CONTRACT.path("path").asText();

    @Test
    void aProofNamesTheRequestItWasMadeFor() {
        assertThat(CONTRACT.path("same"))
                .isNotEmpty()
                .allSatisfy(same -> assertThat(url.isOf(same.asText(), path)).isTrue());
    }

    @Test
    void itNamesNoOther() {
        assertThat(CONTRACT.path("other"))
                .isNotEmpty()
                .allSatisfy(other -> assertThat(url.isOf(other.asText(), path)).isFalse());
    }
}
