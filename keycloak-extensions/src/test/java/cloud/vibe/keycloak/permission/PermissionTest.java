package cloud.vibe.keycloak.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PermissionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"notes:read", "notes:write", "com.example.note:read", "*:read", "*:write:global", "a-b.c-d:write"
            })
    void aNameIsReadAndWrittenAlike(String name) {
        assertThat(Permission.parse(name)).map(Permission::toString).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "notes",
                "openid",
                "notes:",
                ":read",
                "notes:delete",
                "notes:READ",
                "Notes:read",
                "notes:read:",
                "notes:read:all",
                "notes:read:global:global",
                "no tes:read",
                "notes :read",
                "*.example:read",
                "com..note:read",
                ".note:read",
                "note.:read",
                "-note:read",
                "9:read",
                "notes:read\n",
                "../notes:read"
            })
    void anythingElseIsNoPermission(String name) {
        assertThat(Permission.parse(name)).isEmpty();
    }

    @Test
    void aTypeHasALongestName() {
        assertThat(Permission.parse("a".repeat(128) + ":read")).isPresent();
        assertThat(Permission.parse("a".repeat(129) + ":read")).isEmpty();
        assertThatThrownBy(() -> new Permission("a".repeat(129), Access.READ, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "notes:read,         notes:read,        true",
        "notes:write,        notes:read,        true",
        "notes:read,         notes:write,       false",
        "notes:write,        tasks:read,        false",
        "*:read,             notes:read,        true",
        "*:read,             notes:write,       false",
        "notes:read,         *:read,            false",
        "notes:read:global,  notes:read,        true",
        "notes:read,         notes:read:global, false",
        "*:write:global,     notes:read:global, true",
        "*:write,            groups:write,      true",
        "*:write,            identity:read,     false",
        "identity:write,     identity:read,     true",
        "grants:write,       grants:read,       true",
        "*:write:global,     grants:read,       false",
        "*:read,             *:read,            true",
    })
    void onePermissionCoversAnother(String held, String asked, boolean covered) {
        assertThat(permission(held).covers(permission(asked))).isEqualTo(covered);
    }

    private static Permission permission(String name) {
        return Permission.parse(name).orElseThrow();
    }
}
