package cloud.vibe.keycloak.registry;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.keycloak.identity.Principal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RegistrationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final String DOMAIN = "localhost:8601";
    private static final String PERSON = "7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d";

    @Test
    void theEventsAreThoseOfTheContract() throws IOException {
        assertThat(state(Registration.ofPerson(PERSON, false, TIME))).isEqualTo(contract("principal-person.json"));
        assertThat(state(new Registration(
                        Principal.App.of("5c1f0b7e-3a9d-4e26-8d70-9b4a6e2f1c38"),
                        Map.of("client_id", "notes", "name", "Notes"),
                        true,
                        TIME)))
                .isEqualTo(contract("principal-app.json"));
    }

    @Test
    void withinAMillisecondTheEndIsTheLast() {
        long come = Registration.ofPerson(PERSON, false, TIME).event(DOMAIN).version();
        long gone = Registration.ofPerson(PERSON, true, TIME).event(DOMAIN).version();
        long next = Registration.ofPerson(PERSON, false, TIME.plusMillis(1))
                .event(DOMAIN)
                .version();

        assertThat(gone).isGreaterThan(come).isLessThan(next);
    }

    private static JsonNode state(Registration registration) throws IOException {
        return JSON.readTree(JSON.writeValueAsString(registration.event(DOMAIN).state()));
    }

    private static JsonNode contract(String file) throws IOException {
        return JSON.readTree(Path.of("../contract/events", file).toFile())
                .get("events")
                .get(Registration.TYPE);
    }
}
