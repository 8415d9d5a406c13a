package cloud.vibe.standalone.part;

import static cloud.vibe.standalone.kernel.ContractKeys.ENDPOINTS;
import static cloud.vibe.standalone.kernel.ContractKeys.SECRETS;
import static cloud.vibe.standalone.kernel.ContractKeys.requireFits;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class EnvironmentKeysTest {
    @Test
    void theServiceGetsEveryRequiredKeyAndNoUnknownOne() throws IOException {
        requireFits("data-api", DataApi.environment(ENDPOINTS, SECRETS).keySet());
    }

    @Test
    void theMigrationGetsEveryRequiredKeyAndNoUnknownOne() throws IOException {
        requireFits(
                "data-api migrate",
                DataApi.migrationEnvironment(ENDPOINTS, SECRETS, "admin").keySet());
    }
}
