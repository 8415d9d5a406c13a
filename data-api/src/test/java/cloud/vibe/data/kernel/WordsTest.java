package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.kernel.Permission.Action;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {
    @Test
    void aPermissionIsReadAndWrittenAlike() {
        for (String text : List.of("notes:read", "*:write", "com.example.note:read:global")) {
            assertThat(Permission.parse(text)).hasToString(text);
        }
        assertThat(Permission.parse("notes:write")).isEqualTo(new Permission("notes", Action.WRITE, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "notes",
                "notes:",
                ":read",
                "notes:own",
                "notes:read:",
                "notes:read:local",
                "Notes:read",
                "no tes:read",
                "notes:READ",
                "**:read",
                "notes,other:read",
                "{*}:read",
                "notes:read:global:global",
                "*.a:read"
            })
    void whatIsNoPermissionIsRefused(String text) {
        assertThatThrownBy(() -> Permission.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writeImpliesRead() {
        Permissions permissions =
                Permissions.of(List.of(Permission.parse("notes:write"), Permission.parse("photos:read")));

        assertThat(permissions.reads()).isEqualTo(Set.of("notes", "photos"));
        assertThat(permissions.writes()).isEqualTo(Set.of("notes"));
        assertThat(permissions.mayRead(new DocumentType("other"))).isFalse();
        assertThat(Permissions.of(List.of(Permission.parse("*:read"))).mayRead(new DocumentType("other")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "Notes", "1notes", "notes.", ".notes", "a..b", "a.1b", "no_tes", "a b", "ä"})
    void whatIsNoTypeIsRefused(String text) {
        assertThatThrownBy(() -> new DocumentType(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTypeIsBounded() {
        assertThat(new DocumentType("a".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new DocumentType("a".repeat(129))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-1-1-1-1", "7D3A9F52-0D1E-4C83-9F6E-2F4D5A6B7C8D", "7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d "
            })
    void anIdHasOneSpelling(String text) {
        assertThatThrownBy(() -> DocumentId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Vibe.example",
                "a b",
                "vibe.example/x",
                "vibe.example:",
                "https://vibe.example",
                "-a.b",
                "a\"b"
            })
    void whatIsNoHostIsNoDomainOfDids(String text) {
        assertThatThrownBy(() -> new DidDomain(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
