package cloud.vibe.standalone.part;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The keys that this way of running sets are the keys that the services read: the contract has them all. */
class EnvironmentKeysTest {
    private static final Endpoints ENDPOINTS = new Endpoints(new Ports(0));
    private static final Secrets SECRETS = new Secrets("a", "b", "c", "d", "e", "f", "g", "h");

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

    private static void requireFits(String service, Set<String> set) throws IOException {
        JsonNode keys = Json.MAPPER
                .readTree(Path.of("../contract/configuration/environment.json").toFile())
                .path(service);
        Set<String> known = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        keys.properties().forEach(key -> {
            known.add(key.getKey());
            if (key.getValue().path("required").asBoolean()) {
                required.add(key.getKey());
            }
        });
        assertThat(known).as("keys that the service reads").containsAll(set);
        assertThat(set).as("keys that are set").containsAll(required);
    }
}
