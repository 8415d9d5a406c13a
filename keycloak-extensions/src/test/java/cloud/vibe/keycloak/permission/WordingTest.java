package cloud.vibe.keycloak.permission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordingTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "notes:read, ${vibe.permission.notes.read}, notes",
                "notes:write, ${vibe.permission.notes.write}, notes",
                "com.example.note:read, ${vibe.permission.generic.read}, com.example.note",
                "groups:read, ${vibe.permission.groups.read}, groups",
                "identity:write, ${vibe.permission.identity.write}, identity",
                "tasks:write, ${vibe.permission.generic.write}, tasks",
                "*:read, ${vibe.permission.any.read}, *",
                "notes:read:global, ${vibe.permission.notes.read}, notes",
                "email, ${emailScopeConsentText}, \"\"",
                "grants:read, ${vibe.permission.grants.read}, grants",
                "something, something, \"\"",
            })
    void theWordsAreOursWhateverTheScopeSays(String scope, String text, String type) {
        assertThat(Wording.of(scope)).isEqualTo(new Wording(text, type));
    }
}
