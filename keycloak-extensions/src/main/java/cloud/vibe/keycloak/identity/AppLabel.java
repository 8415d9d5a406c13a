package cloud.vibe.keycloak.identity;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;

/**
 * How an app presents itself to people: its own words, so plain text and nothing else. What it does not say is empty, but for the name.
 *
 * @param publisher who is behind it, as they say themselves
 */
public record AppLabel(
        String clientId, String name, String publisher, String logoUri, String policyUri, String termsUri) {

    /** What a client's settings say. */
    public static AppLabel of(ClientModel app) {
        String name = text(app.getName());
        return new AppLabel(
                app.getClientId(),
                name.isEmpty() ? app.getClientId() : name,
                text(app.getAttribute("publisher")),
                link(app.getAttribute(ClientModel.LOGO_URI)),
                link(app.getAttribute(ClientModel.POLICY_URI)),
                link(app.getAttribute(ClientModel.TOS_URI)));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    /** A link that an app brings: nothing but the web, or it could run as a script of the identity origin. */
    static String link(@Nullable String value) {
        try {
            URI uri = new URI(text(value));
            boolean isOfTheWeb = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return isOfTheWeb && uri.getHost() != null ? uri.toString() : "";
        } catch (URISyntaxException e) {
            return "";
        }
    }
}
