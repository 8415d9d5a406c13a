package cloud.vibe.keycloak.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecurityEventTokenTest {
    @ParameterizedTest
    @ValueSource(strings = {"grant-active.json", "grant-revoked.json"})
    void theClaimsAreThoseOfTheContract(String file) throws IOException {
        JsonNode expected = EventJson.read(Files.readString(Path.of("../contract/events", file)));
        String type = expected.get("events").fieldNames().next();
        String stored = EventJson.write(expected.get("events").get(type));

        String claims = EventJson.write(SecurityEventToken.claims(
                expected.get("iss").asText(),
                expected.get("aud").asText(),
                expected.get("iat").asLong(),
                expected.get("jti").asText(),
                type,
                EventJson.read(stored)));

        // As text: a member that is null must survive its time in the table.
        assertThat(claims).isEqualTo(EventJson.write(expected));
    }
}
