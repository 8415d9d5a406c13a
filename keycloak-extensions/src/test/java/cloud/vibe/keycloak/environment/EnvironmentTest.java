package cloud.vibe.keycloak.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvironmentTest {
    private static final Map<String, String> COMPLETE = Map.of(
            "VIBE_EVENTS_URL", "http://localhost:8601/v1/events",
            "VIBE_API_URL", "http://localhost:8601",
            "VIBE_DID_DOMAIN", "localhost:8601");

    @Test
    void theContractNamesTheKeysThatAreRead() throws IOException {
        JsonNode keys = new ObjectMapper()
                .readTree(Path.of("../contract/configuration/environment.json").toFile())
                .get("keycloak");
        Set<String> read = new HashSet<>();
        Map<String, String> recording = new HashMap<>(COMPLETE) {
            @Override
            public String getOrDefault(Object key, String otherwise) {
                read.add((String) key);
                return super.getOrDefault(key, otherwise);
            }
        };

        Environment environment = Environment.of(recording);

        Set<String> named = new HashSet<>();
        keys.fieldNames().forEachRemaining(named::add);
        assertThat(read).isEqualTo(named);
        assertThat(environment.audience())
                .isEqualTo(keys.at("/VIBE_AUDIENCE/default").asText());
        assertThat(environment.compareEvery())
                .isEqualTo(Duration.ofMinutes(
                        keys.at("/VIBE_COMPARE_MINUTES/default").asLong()));
        keys.properties().forEach(entry -> {
            if (entry.getValue().path("required").asBoolean()) {
                assertThatThrownBy(() -> Environment.of(without(entry.getKey())))
                        .hasMessageContaining(entry.getKey());
            } else {
                assertThat(Environment.of(without(entry.getKey()))).isNotNull();
            }
        });
    }

    @Test
    void oneSentenceNamesEveryKeyThatIsMissing() {
        assertThatThrownBy(() -> Environment.of(Map.of("VIBE_DID_DOMAIN", " ")))
                .hasMessage(
                        "Vibe cannot start: set the environment variable VIBE_EVENTS_URL and VIBE_API_URL and VIBE_DID_DOMAIN.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example/v1",
                "https://api.example?x",
                "https://api.example#y",
                "https://someone@api.example",
            })
    void theDataApiIsNamedByItsOriginAlone(String url) {
        Map<String, String> variables = new HashMap<>(COMPLETE);
        variables.put("VIBE_API_URL", url);
        assertThatThrownBy(() -> Environment.of(variables)).hasMessageContaining("VIBE_API_URL is not an origin");
        variables.put("VIBE_API_URL", "https://api.example/");
        assertThat(Environment.of(variables).apiUrl()).hasHost("api.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "ftp://localhost/", "http://", "not a url", "file:///etc/passwd"})
    void anAddressThatIsNoneIsRefused(String url) {
        for (String key : List.of("VIBE_EVENTS_URL", "VIBE_API_URL")) {
            Map<String, String> variables = new HashMap<>(COMPLETE);
            variables.put(key, url);
            assertThatThrownBy(() -> Environment.of(variables)).hasMessageContaining(key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "localhost:", "local host", "localhost:8601/x", ":8601"})
    void aDomainThatIsNoneIsRefused(String domain) {
        Map<String, String> variables = new HashMap<>(COMPLETE);
        variables.put("VIBE_DID_DOMAIN", domain);
        assertThatThrownBy(() -> Environment.of(variables)).hasMessageContaining("VIBE_DID_DOMAIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "ten", "10m", "10000"})
    void aTimeThatIsNoneIsRefused(String minutes) {
        Map<String, String> variables = new HashMap<>(COMPLETE);
        variables.put("VIBE_COMPARE_MINUTES", minutes);
        assertThatThrownBy(() -> Environment.of(variables)).hasMessageContaining("VIBE_COMPARE_MINUTES");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8601/v1/events", "http://localhost:8601/v1/events/"})
    void comparisonsAreBelowTheEvents(String url) {
        Map<String, String> variables = new HashMap<>(COMPLETE);
        variables.put("VIBE_EVENTS_URL", url);
        assertThat(Environment.of(variables).comparisonsUrl())
                .hasToString("http://localhost:8601/v1/events/comparisons");
    }

    private static Map<String, String> without(String key) {
        Map<String, String> rest = new HashMap<>(COMPLETE);
        rest.remove(key);
        return rest;
    }
}
