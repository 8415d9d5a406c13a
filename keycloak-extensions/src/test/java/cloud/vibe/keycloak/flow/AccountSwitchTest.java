package cloud.vibe.keycloak.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

final class AccountSwitchTest {
    @Test
    void theSameRequestBeginsAnew() {
        assertThat(AccountSwitch.restart(URI.create(
                        "https://id.example/required-action/realms/vibe/login-actions/required-action?session_code=x"
                                + "&execution=VIBE_CONSENT&client_id=notes&tab_id=a%2Bb&client_data=ey%3D%3D")))
                .isEqualTo(URI.create(
                        "https://id.example/required-action/realms/vibe/login-actions/restart?client_id=notes"
                                + "&tab_id=a%2Bb&client_data=ey%3D%3D"));
    }
}
