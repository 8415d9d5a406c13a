package cloud.vibe.keycloak.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AppLabelTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "data:text/html,x",
                "//evil.example/x",
                "/x",
                "",
                " ",
                "https:x"
            })
    void aLinkThatIsNotOfTheWebIsDropped(String link) {
        assertThat(AppLabel.link(link)).isEmpty();
    }

    @Test
    void aLinkOfTheWebIsKept() {
        assertThat(AppLabel.link("https://notes.example/terms?a=b")).isEqualTo("https://notes.example/terms?a=b");
    }
}
