package cloud.vibe.data.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateKeysTest {
    private static final String ONE = "01".repeat(32);
    private static final String TWO = "02".repeat(32);

    private static CertificateKeys keys(String text) throws Exception {
        return CertificateKeys.of(
                new ObjectMapper().readValue("{\"keys\":\"" + text + "\"}", CertificateConfiguration.class));
    }

    /** RFC 8032 section 7.1: secret, public key and signature of the tests 1 and 2. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    })
    void keysAreThoseOfTheStandard(String secret, String open, String text, String signature) {
        SigningKey key = SigningKey.of(HexFormat.of().parseHex(secret));

        assertThat(key.published().getDecodedX()).isEqualTo(HexFormat.of().parseHex(open));
        assertThat(key.sign(HexFormat.of().parseHex(text)))
                .isEqualTo(HexFormat.of().parseHex(signature));
    }

    @Test
    void theFirstSignsAndAllVerify() throws Exception {
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        SigningKey old = keys(ONE).signing();
        CertificateKeys rotated = keys(TWO + ", " + ONE);

        assertThat(rotated.signing().id()).isEqualTo(keys(TWO).signing().id()).isNotEqualTo(old.id());
        assertThat(rotated.named(old.id()).orElseThrow().verifies(text, old.sign(text)))
                .isTrue();
        assertThat(rotated.signing().verifies(text, old.sign(text))).isFalse();
        assertThat(rotated.signing().verifies(text, new byte[3])).isFalse();
        assertThat(keys(TWO).named(old.id())).isEmpty();
        assertThat(rotated.published()).contains(old.id()).doesNotContain(ONE, "\"d\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0101", "01,02"})
    void whatIsNoKeyIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> keys(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VIBE_CERTIFICATE_KEYS")
                .hasMessageNotContaining("0101");
    }
}
