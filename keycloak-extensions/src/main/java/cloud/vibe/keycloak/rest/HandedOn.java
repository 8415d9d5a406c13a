package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.environment.Environment;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.representations.dpop.DPoP;

/**
 * A request that was made to the data API and that it hands on with the caller's token. A token that is bound to a key comes with a proof
 * (RFC 9449) whose {@code htu} names the data API: good here for the very same change, and for nothing else.
 *
 * @param api origin of the data API, as this cloud was told it; a proof that was made for any other host says nothing here
 * @param path of the same change over there, unescaped, without its version
 */
record HandedOn(URI api, String path) {
    private static final String VERSION = "/v1";
    private static final String ESCAPED_SLASH = "%2f";

    /** The end of an app's grant. */
    static HandedOn end(String app) {
        return at("/grants/" + app);
    }

    /** One permission of it taken back. */
    static HandedOn narrowing(String app, String permission) {
        return at("/grants/" + app + "/permissions/" + permission);
    }

    /** The end of the asking app's sign-in. */
    static HandedOn signOut() {
        return at("/auth/revoke");
    }

    private static HandedOn at(String path) {
        return new HandedOn(Environment.current().apiUrl(), path);
    }

    /** The URL of the data API that a proof names, if it is that of the same change. Nothing but the URL of the proof is looked at. */
    Optional<URI> url(@Nullable String proof) {
        if (proof == null || proof.isEmpty()) {
            return Optional.empty();
        }
        try {
            DPoP claims = new JWSInput(proof).readJsonContent(DPoP.class);
            return claims == null || claims.getHttpUri() == null
                    ? Optional.empty()
                    : Optional.of(new URI(claims.getHttpUri())).filter(this::isSame);
        } catch (JWSInputException | URISyntaxException e) {
            // What cannot be read is refused by whoever checks the proof.
            return Optional.empty();
        }
    }

    private boolean isSame(URI named) {
        return api.getScheme().equalsIgnoreCase(named.getScheme())
                && api.getHost().equalsIgnoreCase(named.getHost())
                && port(api) == port(named)
                && named.getRawUserInfo() == null
                // Unescaped it would be another path than it is.
                && !named.getRawPath().toLowerCase(Locale.ROOT).contains(ESCAPED_SLASH)
                && (path.equals(named.getPath()) || (VERSION + path).equals(named.getPath()));
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }
}
