package cloud.vibe.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppConditionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console"
            })
    void keycloaksOwnClientsAreNoApps(String clientId) {
        assertThat(AppCondition.isApp(clientId)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes", "Account", "account-console2", ""})
    void everyOtherClientIsAnApp(String clientId) {
        assertThat(AppCondition.isApp(clientId)).isTrue();
    }

    @Test
    void whatCannotBeToldIsAnApp() {
        assertThat(AppCondition.isApp(null)).isTrue();
    }
}
