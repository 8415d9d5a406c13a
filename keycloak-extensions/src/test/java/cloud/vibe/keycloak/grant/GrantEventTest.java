package cloud.vibe.keycloak.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.outbox.OutboxEvent;
import cloud.vibe.keycloak.permission.Permission;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrantEventTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({"grant-active.json, ACTIVE, 3, 0", "grant-revoked.json, REVOKED, 4, 4"})
    void theEventIsThatOfTheContract(String file, GrantStatus status, long version, long notBefore) throws IOException {
        JsonNode expected = JSON.readTree(Path.of("../contract/events", file).toFile())
                .get("events")
                .get("https://vibe.cloud/events/grant");
        TreeSet<Permission> permissions = new TreeSet<>();
        if (status == GrantStatus.ACTIVE) {
            List.of("notes:write", "notes:read")
                    .forEach(name -> permissions.add(Permission.parse(name).orElseThrow()));
        }
        Grant grant = new Grant(
                UUID.fromString("3c1f0f7e-94a1-4c5f-8f0e-6c0a4b8b2d10"),
                Principal.Person.of("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d"),
                new GrantedApp(Principal.App.of("c5f2b1de-3f0a-4f6e-8f52-9a1f0f5d7e21"), "notes", "Vibe Notes"),
                permissions,
                new TreeSet<>(List.of("declined:write")),
                status,
                version,
                notBefore,
                Instant.parse("2026-01-01T00:00:00Z"),
                Lasting.UNTIL_REVOKED);

        OutboxEvent event = GrantEvent.of(grant, "localhost:8601");

        assertThat(event.type()).isEqualTo("https://vibe.cloud/events/grant");
        assertThat(event.subject()).isEqualTo(grant.id());
        assertThat(event.version()).isEqualTo(version);
        assertThat(JSON.readTree(JSON.writeValueAsString(event.state()))).isEqualTo(expected);
    }
}
