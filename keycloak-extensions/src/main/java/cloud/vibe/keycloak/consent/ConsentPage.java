package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.identity.AppLabel;
import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.identity.PersonLabel;
import cloud.vibe.keycloak.permission.Wording;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What the template {@code vibe-consent.ftl} is given, as plain maps: Keycloak's FreeMarker does not read records. */
final class ConsentPage {
    /** Nobody yet: who goes on becomes a guest by it. */
    static final Map<String, Object> NOBODY = Map.of("name", "", "email", "", "guest", true, "unknown", true);

    /** The questions that the page has shown. */
    private static final String SHOWN = "vibe.consent.shown";

    private ConsentPage() {}

    /** Shows it, and remembers what was shown. */
    static Response show(
            LoginFormsProvider form,
            AuthenticationSessionModel authSession,
            Assessment.Open open,
            ClientModel app,
            Map<String, Object> person) {
        authSession.setAuthNote(SHOWN, open.fingerprint());
        return form.setAttribute("consent", of(open, app, person, authSession.getRedirectUri()))
                .createForm("vibe-consent.ftl");
    }

    /** The fingerprint of the questions that were shown. */
    static @Nullable String shown(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(SHOWN);
    }

    static void forget(AuthenticationSessionModel authSession) {
        authSession.removeAuthNote(SHOWN);
    }

    private static Map<String, Object> of(
            Assessment.Open open, ClientModel app, Map<String, Object> person, @Nullable String redirectUri) {
        return Map.of(
                "app", app(app, redirectUri),
                "person", person,
                "required",
                        open.required().stream()
                                .map(scope -> scope(scope.name(), true))
                                .toList(),
                "optional",
                        open.optional().stream()
                                .map(scope -> scope(scope.name(), open.isTicked(scope)))
                                .toList(),
                "granted", granted(open.alreadyGranted()),
                "durations",
                        Duration.offered(open.held()).stream()
                                .map(duration -> duration(duration, open.held()))
                                .toList(),
                "update", open.isUpdate());
    }

    private static Map<String, Object> duration(Duration duration, Held held) {
        return Map.of("id", duration.word(), "checked", duration == Duration.usual(held));
    }

    private static Map<String, Object> app(ClientModel app, @Nullable String redirectUri) {
        AppLabel label = AppLabel.of(app);
        return Map.of(
                "clientId", label.clientId(),
                "name", label.name(),
                "publisher", label.publisher(),
                "origin", authority(redirectUri),
                "logoUri", label.logoUri(),
                "policyUri", label.policyUri(),
                "termsUri", label.termsUri());
    }

    static Map<String, Object> person(UserModel person) {
        if (Guest.is(person)) {
            return Map.of("name", "", "email", "", "guest", true, "unknown", false);
        }
        PersonLabel label = PersonLabel.of(person);
        return Map.of("name", label.name(), "email", label.email(), "guest", false, "unknown", false);
    }

    private static List<Map<String, Object>> granted(Collection<String> names) {
        List<Map<String, Object>> scopes = new ArrayList<>();
        names.forEach(name -> scopes.add(scope(name, true)));
        return scopes;
    }

    private static Map<String, Object> scope(String name, boolean ticked) {
        Wording wording = Wording.of(name);
        return Map.of("id", name, "text", wording.text(), "type", wording.type(), "checked", ticked);
    }

    /** Where the person is sent afterwards, in a form that one can read; empty if it cannot be told. */
    static String authority(@Nullable String redirectUri) {
        URI uri = uri(redirectUri);
        if (uri == null || uri.getHost() == null) {
            return "";
        }
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static @Nullable URI uri(@Nullable String value) {
        try {
            return value == null ? null : new URI(value.strip());
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
