package cloud.vibe.keycloak.claims;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.GrantStatus;
import cloud.vibe.keycloak.grant.GrantedApp;
import cloud.vibe.keycloak.grant.Lasting;
import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.permission.Permission;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GrantClaimsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Permission READ = Permission.parse("notes:read").orElseThrow();
    private static final Permission WRITE = Permission.parse("notes:write").orElseThrow();

    @Test
    void theClaimsAreThoseOfTheContract() throws IOException {
        JsonNode expected = JSON.readTree(
                        Path.of("../contract/tokens/access-token.json").toFile())
                .get("claims");
        Instant until = Instant.ofEpochSecond(expected.get("grant_until").asLong());

        Map<String, Object> claims =
                GrantClaims.claims(grant(until, READ, WRITE), Set.of(READ, WRITE), "localhost:8601", false);

        JsonNode written = JSON.readTree(JSON.writeValueAsString(claims));
        assertThat(claims).containsOnlyKeys("did", "permissions", "grant", "grant_version", "grant_until");
        written.properties().forEach(claim -> assertThat(claim.getValue()).isEqualTo(expected.get(claim.getKey())));
    }

    @Test
    void theClaimsOfAnAppForItselfAreThoseOfTheContract() throws IOException {
        JsonNode expected = JSON.readTree(
                        Path.of("../contract/tokens/app-token.json").toFile())
                .get("claims");

        Map<String, Object> claims = AppClaims.claims(
                expected.get("app").asText(),
                expected.get("app_client_id").asText(),
                Set.of(Permission.parse("notes:read:global").orElseThrow()),
                "localhost:8601");

        JsonNode written = JSON.readTree(JSON.writeValueAsString(claims));
        assertThat(claims).containsOnlyKeys("did", "permissions", "app", "app_client_id");
        written.properties().forEach(claim -> assertThat(claim.getValue()).isEqualTo(expected.get(claim.getKey())));
    }

    @Test
    void aGrantWithoutAnEndHasNoUntil() {
        assertThat(GrantClaims.claims(grant(null, READ), Set.of(READ), "localhost", false))
                .doesNotContainKey("grant_until");
    }

    @Test
    void theTokenOfAGuestSaysSo() {
        assertThat(GrantClaims.claims(grant(null, READ), Set.of(READ), "localhost", true))
                .containsEntry("guest", true);
    }

    @Test
    void aTokenSaysNoMoreThanTheGrant() {
        assertThat(GrantClaims.claims(grant(null, READ), Set.of(READ, WRITE), "localhost", false))
                .containsEntry("permissions", List.of("notes:read"));
    }

    @Test
    void aTokenSaysNoMoreThanItsOwnScopes() {
        assertThat(GrantClaims.claims(grant(null, READ, WRITE), Set.of(READ), "localhost", false))
                .containsEntry("permissions", List.of("notes:read"));
    }

    private static Grant grant(@Nullable Instant until, Permission... permissions) {
        return new Grant(
                UUID.fromString("3c1f0f7e-94a1-4c5f-8f0e-6c0a4b8b2d10"),
                Principal.Person.of("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d"),
                new GrantedApp(Principal.App.of("c5f2b1de-3f0a-4f6e-8f52-9a1f0f5d7e21"), "notes", "Vibe Notes"),
                new TreeSet<>(Set.of(permissions)),
                new TreeSet<>(),
                GrantStatus.ACTIVE,
                3,
                0,
                Instant.EPOCH,
                new Lasting(until, null));
    }
}
