package cloud.vibe.data.certificate;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys of this cloud's certificates. The first signs and all verify, so that a key is changed without a break: put the new one first,
 * and take the old one away when what it has signed has ended.
 */
public final class CertificateKeys {
    private static final int MAX = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{" + 2 * SigningKey.SECRET_BYTES + "}");

    private final List<SigningKey> keys;

    private CertificateKeys(List<SigningKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException if it names no keys, saying what they look like; the text of a key is not repeated
     */
    public static CertificateKeys of(CertificateConfiguration configuration) {
        List<SigningKey> keys = new ArrayList<>();
        for (String key : configuration.keys().split(",", -1)) {
            if (!FORM.matcher(key.strip()).matches() || keys.size() == MAX) {
                throw new IllegalArgumentException("VIBE_CERTIFICATE_KEYS is 1 to " + MAX
                        + " keys with commas between them, each 64 hexadecimal digits (openssl rand -hex 32).");
            }
            keys.add(SigningKey.of(HexFormat.of().parseHex(key.strip())));
        }
        return new CertificateKeys(keys);
    }

    SigningKey signing() {
        return keys.getFirst();
    }

    Optional<SigningKey> named(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** The public halves as a JWK Set (RFC 7517). */
    String published() {
        List<JWK> published = keys.stream().map(key -> (JWK) key.published()).toList();
        return new JWKSet(published).toString(true);
    }
}
