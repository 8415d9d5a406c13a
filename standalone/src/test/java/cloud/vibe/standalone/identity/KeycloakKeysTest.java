package cloud.vibe.standalone.identity;

import static cloud.vibe.standalone.kernel.ContractKeys.ENDPOINTS;
import static cloud.vibe.standalone.kernel.ContractKeys.SECRETS;
import static cloud.vibe.standalone.kernel.ContractKeys.requireFits;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeycloakKeysTest {
    @Test
    void keycloakGetsEveryRequiredKeyAndNoUnknownOne() throws IOException {
        Set<String> ours =
                new TreeSet<>(Keycloak.environment(ENDPOINTS, SECRETS).keySet());
        ours.removeIf(key -> key.startsWith("KC_"));
        requireFits("keycloak", ours);
    }
}
