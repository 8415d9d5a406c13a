package cloud.vibe.data.caller;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The origin under which apps see this API. It is told and not taken from a request: who has got hold of a proof that was made for another
 * host would name that host.
 */
public final class ApiUrl {
    private static final String VERSION = "/v1";

    private final String scheme;
    private final String host;
    private final int port;

    /** Takes {@code http(s)://host[:port]}. */
    public ApiUrl(String origin) {
        URI uri = URI.create(origin);
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("not an origin");
        }
        scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        host = uri.getHost().toLowerCase(Locale.ROOT);
        port = port(uri);
    }

    /**
     * Whether a URL is that of a path here, whatever its query and fragment are (RFC 9449 section 4.3 with RFC 3986 section 6.2). A path
     * without its version is the same resource.
     */
    boolean isOf(String url, String path) {
        URI named;
        try {
            named = new URI(url);
        } catch (URISyntaxException e) {
            return false;
        }
        return scheme.equalsIgnoreCase(named.getScheme())
                && host.equalsIgnoreCase(named.getHost())
                && port == port(named)
                && named.getRawUserInfo() == null
                && isSamePath(named.getRawPath(), path);
    }

    private static boolean isSamePath(@Nullable String named, String path) {
        if (named == null || named.isEmpty()) {
            return false;
        }
        // Compares escaped octets without regard to case.
        return URI.create(versioned(named)).equals(URI.create(versioned(path)));
    }

    private static String versioned(String path) {
        return path.startsWith(VERSION + "/") ? path : VERSION + path;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
