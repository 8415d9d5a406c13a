package cloud.vibe.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConsentPageTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:8604/callback, localhost:8604",
        "https://notes.example/cb?x=1, notes.example",
        "https://good.example@evil.example/, evil.example",
        "com.example.app:/callback, ''",
        "not a url, ''",
    })
    void theOriginIsWhereThePersonReallyGoes(String redirectUri, String origin) {
        assertThat(ConsentPage.authority(redirectUri)).isEqualTo(origin);
    }

    @Test
    void aMissingAddressIsNoOrigin() {
        assertThat(ConsentPage.authority(null)).isEmpty();
    }
}
