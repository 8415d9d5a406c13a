package cloud.vibe.standalone.visitor;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cookies as browsers keep them for localhost, which they trust without TLS: "Secure" holds nobody back there. */
final class LocalCookies extends CookieManager {
    LocalCookies() {
        super(null, CookiePolicy.ACCEPT_ALL);
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) throws IOException {
        Map<String, List<String>> trusted = new LinkedHashMap<>(headers);
        trusted.replaceAll((name, values) -> name.equalsIgnoreCase("Set-Cookie")
                ? values.stream()
                        .map(value -> value.replaceAll("(?i);\\s*secure", ""))
                        .toList()
                : values);
        super.put(uri, trusted);
    }
}
