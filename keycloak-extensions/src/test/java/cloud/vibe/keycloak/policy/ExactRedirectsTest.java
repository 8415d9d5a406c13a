package cloud.vibe.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExactRedirectsTest {
    @Test
    void anAddressThatIsWrittenOutIsNoPattern() {
        assertThat(ExactRedirects.hasPattern(
                        List.of("https://app.example/callback", "com.example.app:/back"), Map.of()))
                .isFalse();
        assertThat(ExactRedirects.hasPattern(null, null)).isFalse();
        assertThat(ExactRedirects.hasPattern(List.of(), Map.of("post.logout.redirect.uris", "+")))
                .isFalse();
    }

    @Test
    void aStarIsOneWhereverItStands() {
        for (String pattern : List.of("*", "https://app.example/*", "https://*.example/callback", "/*")) {
            assertThat(ExactRedirects.hasPattern(List.of("https://app.example/callback", pattern), Map.of()))
                    .as(pattern)
                    .isTrue();
        }
        assertThat(ExactRedirects.hasPattern(
                        List.of(), Map.of("post.logout.redirect.uris", "https://app.example/##https://app.example/*")))
                .isTrue();
    }
}
