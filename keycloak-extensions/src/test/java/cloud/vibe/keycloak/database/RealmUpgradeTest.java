package cloud.vibe.keycloak.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class RealmUpgradeTest {
    /** Whoever changes the realm file so that older realms lack something adds a step, and counts on. */
    @Test
    void theRealmFileIsWhatTheLastStepLeadsTo() throws IOException {
        assertThat(new ObjectMapper()
                        .readTree(Path.of("realm/vibe-realm.json").toFile())
                        .at("/attributes/vibe.realm.version")
                        .asInt())
                .isEqualTo(RealmUpgrade.newest());
    }
}
