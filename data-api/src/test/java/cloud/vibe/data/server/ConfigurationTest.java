package cloud.vibe.data.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.caller.ProofConfiguration;
import cloud.vibe.data.database.MigrationFailure;
import cloud.vibe.data.database.MigrationSettings;
import cloud.vibe.data.trial.Contract;
import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationTest {
    private static final Pattern KEY = Pattern.compile("\"\\$\\{(\\w+)(?::-([^}]*))?}\"");

    @Test
    void theServerReadsExactlyThePublishedKeysWithTheirDefaults() throws Exception {
        Map<String, String> read = new TreeMap<>();
        Matcher matcher = KEY.matcher(packaged());
        while (matcher.find()) {
            read.put(matcher.group(1), matcher.group(2) == null ? "required" : "default " + matcher.group(2));
        }
        Map<String, String> published = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                Contract.read("configuration/environment.json").path("data-api").properties()) {
            JsonNode key = entry.getValue();
            published.put(
                    entry.getKey(),
                    key.path("required").asBoolean()
                            ? "required"
                            : "default " + key.path("default").asText());
        }
        // This one is made of another key, in code.
        published.replace("VIBE_JWKS_URL", "default <VIBE_ISSUER>/protocol/openid-connect/certs", "default ");

        assertThat(read).isEqualTo(published);
    }

    @Test
    void everyValueOfTheEnvironmentStandsInQuotes() throws Exception {
        assertThat(packaged().lines().filter(line -> line.contains("${")))
                .allMatch(line -> KEY.matcher(line).find());
    }

    @Test
    void theMigrationReadsExactlyThePublishedKeys() throws Exception {
        JsonNode published = Contract.read("configuration/environment.json").path("data-api migrate");
        Map<String, String> environment = new HashMap<>();
        published.fieldNames().forEachRemaining(key -> environment.put(key, "some value"));

        assertThat(MigrationSettings.from(environment)).isNotNull();
        for (String key : environment.keySet()) {
            Map<String, String> without = new HashMap<>(environment);
            without.remove(key);
            assertThatThrownBy(() -> MigrationSettings.from(without))
                    .isInstanceOf(MigrationFailure.class)
                    .hasMessage("Set the environment variable " + key + ".");
        }
    }

    @Test
    void aMissingKeyIsNamedInOneSentence() {
        Map<String, String> environment = complete();
        environment.remove("VIBE_ISSUER");

        assertThatThrownBy(() -> TestProcess.configuration(environment))
                .satisfies(failure -> assertThat(StartFailure.sentence(failure))
                        .isEqualTo("Set the environment variable VIBE_ISSUER."));
    }

    @Test
    void anEmptyKeyIsAMissingOne() throws Exception {
        Map<String, String> environment = complete();
        environment.put("VIBE_JWKS_URL", "");
        environment.put("VIBE_AUDIENCE", "");
        assertThat(TestProcess.configuration(environment).identity().audience()).isEqualTo("vibe-data-api");
        assertThat(TestProcess.configuration(environment).identity().jwksUrl())
                .hasToString("http://id.example/realms/vibe/protocol/openid-connect/certs");

        environment.put("VIBE_DID_DOMAIN", "");
        assertThatThrownBy(() -> TestProcess.configuration(environment))
                .satisfies(failure -> assertThat(StartFailure.sentence(failure)).contains("VIBE_DID_DOMAIN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.example", "https://api.example/v1", "https://api.example?x", "ftp://api.example"})
    void theAddressOfTheApiIsAnOrigin(String url) {
        Map<String, String> environment = complete();
        environment.put("VIBE_API_URL", url);

        assertThatThrownBy(() -> TestProcess.configuration(environment))
                .satisfies(failure -> assertThat(StartFailure.sentence(failure)).contains("VIBE_API_URL"));
    }

    @Test
    void proofsAreRememberedInTheNodeUnlessTheyAreToBeShared() throws Exception {
        Map<String, String> environment = complete();
        assertThat(TestProcess.configuration(environment).proofs().memory()).isEqualTo(ProofConfiguration.Memory.NODE);

        environment.put("VIBE_DPOP_MEMORY", "shared");
        assertThat(TestProcess.configuration(environment).proofs().memory())
                .isEqualTo(ProofConfiguration.Memory.SHARED);

        environment.put("VIBE_DPOP_MEMORY", "none");
        assertThatThrownBy(() -> TestProcess.configuration(environment)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aValueCannotAddToTheConfiguration() throws Exception {
        Map<String, String> environment = complete();
        environment.put("VIBE_AUDIENCE", "a\"\n  issuer: \"x # ${HOME} \\");

        assertThat(TestProcess.configuration(environment).identity().audience())
                .isEqualTo("a\"\n  issuer: \"x # ${HOME} \\");
        assertThat(TestProcess.configuration(environment).identity().issuer())
                .isEqualTo("http://id.example/realms/vibe");
    }

    private static Map<String, String> complete() {
        Map<String, String> environment = new HashMap<>();
        Contract.read("configuration/environment.json")
                .path("data-api")
                .properties()
                .forEach(entry -> {
                    if (entry.getValue().path("required").asBoolean()) {
                        environment.put(entry.getKey(), "some value");
                    }
                });
        environment.put("VIBE_ISSUER", "http://id.example/realms/vibe");
        environment.put("VIBE_API_URL", "https://api.example");
        return environment;
    }

    private static String packaged() throws IOException {
        try (var stream = ConfigurationTest.class.getResourceAsStream("/" + StartCommand.CONFIGURATION)) {
            if (stream == null) {
                throw new IOException("not packaged");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
