package cloud.vibe.standalone.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The environment keys that the contract names: what this way of running sets must be what the services read. */
public final class ContractKeys {
    public static final Endpoints ENDPOINTS = new Endpoints(new Ports(0));
    public static final Secrets SECRETS = new Secrets("a", "b", "c", "d", "e", "f", "g", "h", "i");

    private ContractKeys() {}

    /** Every required key is set, and no key that nobody reads. */
    public static void requireFits(String service, Set<String> set) throws IOException {
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
