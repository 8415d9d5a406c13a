package cloud.vibe.keycloak.environment;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What this process was told from outside. A required key that is missing, or that makes no sense, is an error that names it; Keycloak
 * then refuses to start.
 *
 * @param eventsUrl where Security Event Tokens are pushed
 * @param apiUrl origin of the data API, as apps see it; what they show there may be handed on
 * @param audience the data API, as tokens and events name it
 * @param didDomain host[:port] of this cloud's DIDs
 * @param compareEvery how long to wait before what the data API knows is compared again
 */
public record Environment(URI eventsUrl, URI apiUrl, String audience, String didDomain, Duration compareEvery) {
    static final String EVENTS_URL = "VIBE_EVENTS_URL";
    static final String API_URL = "VIBE_API_URL";
    static final String AUDIENCE = "VIBE_AUDIENCE";
    static final String DID_DOMAIN = "VIBE_DID_DOMAIN";

    static final String COMPARE_MINUTES = "VIBE_COMPARE_MINUTES";

    static final String DEFAULT_COMPARE_MINUTES = "10";
    static final String DEFAULT_AUDIENCE = "vibe-data-api";
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#@]+/?");
    private static final String HOST_AND_PORT = "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?";

    public Environment {
        requireHttp(EVENTS_URL, eventsUrl);
        requireHttp(API_URL, apiUrl);
        if (!ORIGIN.matcher(apiUrl.toString()).matches()) {
            throw new IllegalArgumentException(API_URL + " is not an origin, as https://HOST: " + apiUrl);
        }
        if (!didDomain.matches(HOST_AND_PORT)) {
            throw new IllegalArgumentException(DID_DOMAIN + " is not host[:port]: " + didDomain);
        }
    }

    private static void requireHttp(String key, URI url) {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException(key + " is not an http or https URL: " + url);
        }
    }

    private static volatile @Nullable Environment current;

    /** What the operating system says; the same for the life of the process. */
    public static Environment current() {
        Environment known = current;
        if (known == null) {
            known = of(System.getenv());
            current = known;
        }
        return known;
    }

    static Environment of(Map<String, String> variables) {
        List<String> missing = new ArrayList<>();
        String eventsUrl = required(variables, EVENTS_URL, missing);
        String apiUrl = required(variables, API_URL, missing);
        String didDomain = required(variables, DID_DOMAIN, missing);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "Vibe cannot start: set the environment variable " + String.join(" and ", missing) + ".");
        }
        String audience = variables.getOrDefault(AUDIENCE, "");
        String minutes = variables.getOrDefault(COMPARE_MINUTES, "");
        return new Environment(
                url(EVENTS_URL, eventsUrl),
                url(API_URL, apiUrl),
                audience.isBlank() ? DEFAULT_AUDIENCE : audience.strip(),
                didDomain,
                minutes(minutes.isBlank() ? DEFAULT_COMPARE_MINUTES : minutes.strip()));
    }

    /** Where grants are compared: below the address of events, so that it is reachable to whom that is. */
    public URI comparisonsUrl() {
        String events = eventsUrl.toString();
        return URI.create((events.endsWith("/") ? events : events + "/") + "comparisons");
    }

    private static Duration minutes(String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(COMPARE_MINUTES + " is not a number of minutes from 1 to 9999: " + text);
        }
        return Duration.ofMinutes(Long.parseLong(text));
    }

    private static String required(Map<String, String> variables, String key, List<String> missing) {
        String value = variables.getOrDefault(key, "").strip();
        if (value.isEmpty()) {
            missing.add(key);
        }
        return value;
    }

    private static URI url(String key, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(key + " is not a URL: " + value, e);
        }
    }
}
