package cloud.vibe.keycloak.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DidTest {
    private static final String UUID = "7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d";

    @Test
    void thePortsColonIsEncoded() {
        assertThat(Principal.Person.of(UUID).did("localhost:8601"))
                .hasToString("did:web:localhost%3A8601:people:" + UUID);
    }

    @Test
    void anAppIsNoPerson() {
        assertThat(Principal.App.of(UUID).did("vibe.example")).hasToString("did:web:vibe.example:apps:" + UUID);
    }

    @Test
    void whatIsNoUuidIsNobody() {
        assertThatThrownBy(() -> Principal.Person.of("f:1:ada")).isInstanceOf(IllegalArgumentException.class);
    }
}
