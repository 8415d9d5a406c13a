package cloud.vibe.data.kernel;

import java.util.regex.Pattern;

/** The name by which an app signs in: the {@code client_id} of OAuth, {@code azp} in tokens. */
public record ClientId(String value) {
    // RFC 6749 appendix A.1 allows VSCHAR; the length is Keycloak's.
    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7E]{1,255}");

    public ClientId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a client id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
