package cloud.vibe.data.auth;

import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads an authorization request (RFC 6749 section 4.1.1) with PKCE (RFC 7636), which it cannot do without, and {@code vibe_guest}, our own. */
final class AuthorizationRequest {
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7E]{1,2000}");
    private static final Pattern S256_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final String RESPONSE_TYPE = "response_type";
    private static final String REDIRECT_URI = "redirect_uri";
    private static final String CHALLENGE = "code_challenge";
    private static final String METHOD = "code_challenge_method";
    private static final String GUEST = "vibe_guest";
    private static final List<String> NAMES = List.of(
            RESPONSE_TYPE,
            "client_id",
            REDIRECT_URI,
            "scope",
            CHALLENGE,
            METHOD,
            "state",
            "nonce",
            "prompt",
            "login_hint",
            "ui_locales",
            "acr_values",
            "max_age",
            "dpop_jkt",
            GUEST);

    private AuthorizationRequest() {}

    /**
     * Gives its parameters, complete and in a fixed order.
     *
     * @throws Problem if the identity side would refuse it whoever asks
     */
    static Map<String, String> read(InputStream body) throws IOException {
        JsonNode json = JsonRequest.read(body, new LinkedHashSet<>(NAMES));
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (json.has(name)) {
                given.put(name, text(name, json.path(name)));
            }
        }
        requireOnly(given, RESPONSE_TYPE, "code");
        requireOnly(given, METHOD, "S256");
        requireOnly(given, GUEST, "true");
        require(given, "client_id");
        requireAddress(require(given, REDIRECT_URI));
        if (!S256_CHALLENGE.matcher(require(given, CHALLENGE)).matches()) {
            throw Problem.invalidRequest(
                    "The code_challenge is not a SHA-256 as base64url: 43 letters, digits, hyphens and underscores.");
        }
        return ordered(given);
    }

    private static Map<String, String> ordered(Map<String, String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        Map<String, String> unsaid = Map.of(RESPONSE_TYPE, "code", METHOD, "S256", "scope", "openid");
        for (String name : NAMES) {
            String value = given.getOrDefault(name, unsaid.getOrDefault(name, ""));
            if (!value.isEmpty()) {
                all.put(name, value);
            }
        }
        return all;
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual() || !TEXT.matcher(value.textValue()).matches()) {
            throw Problem.invalidRequest(
                    "The parameter " + name + " is not a text of 1 to 2,000 printable ASCII characters.");
        }
        return value.textValue();
    }

    private static String require(Map<String, String> given, String name) {
        String value = given.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw Problem.invalidRequest("The parameter " + name + " is missing.");
        }
        return value;
    }

    private static void requireOnly(Map<String, String> given, String name, String only) {
        if (!given.getOrDefault(name, only).equals(only)) {
            throw Problem.invalidRequest("The parameter " + name + " can only be " + only + " here.");
        }
    }

    // RFC 6749 section 3.1.2. Whether the app has registered it, the identity side knows.
    private static void requireAddress(String address) {
        try {
            URI uri = new URI(address);
            if (uri.isAbsolute() && uri.getRawFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Answered below.
        }
        throw Problem.invalidRequest("The redirect_uri is not an absolute address without a fragment.");
    }
}
