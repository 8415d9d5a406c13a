package cloud.vibe.keycloak.signout;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.keycloak.outbox.OutboxEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SignOutTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theEventsAreThoseOfTheContract() throws IOException {
        assertThat(state(SignOut.ofSession("e2b7c5aa-5f0d-4d0b-9b53-2a6f6d1f4c77", TIME.minus(SignOut.MARGIN))))
                .isEqualTo(contract("sign-out-session.json"));
        assertThat(state(SignOut.ofAppInSession("e2b7c5aa-5f0d-4d0b-9b53-2a6f6d1f4c77", "notes", TIME)))
                .isEqualTo(contract("sign-out-app-in-session.json"));
        assertThat(state(SignOut.ofPerson("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d", TIME)))
                .isEqualTo(contract("sign-out-person.json"));
    }

    @Test
    void aLaterOneOfTheSameSubjectTakesItsPlace() {
        OutboxEvent first =
                SignOut.ofPerson("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d", TIME).event();
        OutboxEvent later = SignOut.ofPerson("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d", TIME.plusMillis(1))
                .event();
        OutboxEvent ofApp =
                SignOut.ofApp("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d", TIME).event();

        assertThat(later.subject()).isEqualTo(first.subject()).isNotEqualTo(ofApp.subject());
        assertThat(later.version()).isGreaterThan(first.version());
    }

    @Test
    void appsInOneSessionAreSignedOutEachForItself() {
        OutboxEvent all = SignOut.ofSession("a-session", TIME).event();
        OutboxEvent one = SignOut.ofAppInSession("a-session", "notes", TIME).event();
        OutboxEvent other = SignOut.ofAppInSession("a-session", "tasks", TIME).event();

        assertThat(one.subject()).isNotEqualTo(all.subject()).isNotEqualTo(other.subject());
    }

    private static JsonNode state(SignOut signOut) throws IOException {
        return JSON.readTree(JSON.writeValueAsString(signOut.event().state()));
    }

    private static JsonNode contract(String file) throws IOException {
        return JSON.readTree(Path.of("../contract/events", file).toFile())
                .get("events")
                .get(SignOut.TYPE);
    }
}
