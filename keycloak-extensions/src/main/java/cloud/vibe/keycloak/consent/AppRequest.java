package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.permission.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/** What an app asks for at a sign-in, whoever will answer. */
final class AppRequest {
    /**
     * How such an app asks for it: the request's parameter {@code vibe_guest=true}. A value of {@code acr_values} would be the standard's word,
     * but Keycloak takes one that it does not know for a level of authentication, and asks people who are signed in to sign in again.
     */
    private static final String AS_A_GUEST =
            AuthorizationEndpoint.LOGIN_SESSION_NOTE_ADDITIONAL_REQ_PARAMS_PREFIX + "vibe_guest";

    private final RealmModel realm;
    private final AuthenticationSessionModel authSession;
    private final ClientModel app;

    AppRequest(RealmModel realm, AuthenticationSessionModel authSession) {
        this.realm = realm;
        this.authSession = authSession;
        this.app = authSession.getClient();
    }

    ClientModel app() {
        return app;
    }

    /** Keycloak's own consoles ask nobody; what SAML clients ask for are no permissions. */
    boolean isOfAnApp() {
        return app.isConsentRequired() && OIDCLoginProtocol.LOGIN_PROTOCOL.equals(authSession.getProtocol());
    }

    /** The app may let people begin without an account, and wants to this time. */
    boolean takesGuests() {
        return isOfAnApp() && Guest.mayUse(app) && "true".equals(authSession.getClientNote(AS_A_GUEST));
    }

    boolean isPrompted() {
        return TokenUtil.hasPrompt(
                authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM), OIDCLoginProtocol.PROMPT_VALUE_CONSENT);
    }

    List<AskedScope> asked() {
        Set<String> required = app.getClientScopes(true).keySet();
        List<AskedScope> asked = new ArrayList<>();
        for (ClientScopeModel scope : scopes().values()) {
            // A permission is asked for whatever its client scope says: hidden ones would be granted unseen.
            if (scope.isDisplayOnConsentScreen() || Scopes.permission(scope).isPresent()) {
                asked.add(new AskedScope(scope.getName(), required.contains(scope.getName())));
            }
        }
        asked.sort((one, other) -> one.name().compareTo(other.name()));
        return asked;
    }

    /** By their names. */
    Map<String, ClientScopeModel> scopes() {
        Map<String, ClientScopeModel> scopes = new HashMap<>();
        for (String id : authSession.getClientScopes()) {
            ClientScopeModel scope = KeycloakModelUtils.findClientScopeById(realm, app, id);
            if (scope != null && !(scope instanceof ClientModel)) {
                scopes.put(scope.getName(), scope);
            }
        }
        return scopes;
    }

    /** The app goes on without these, in the session and in the scope parameter that the code will carry. */
    void goOnWithout(Set<String> names) {
        if (names.isEmpty()) {
            return;
        }
        Set<String> remaining = new HashSet<>(authSession.getClientScopes());
        scopes().forEach((name, scope) -> {
            if (names.contains(name)) {
                remaining.remove(scope.getId());
            }
        });
        authSession.setClientScopes(remaining);
        String requested = authSession.getClientNote(OAuth2Constants.SCOPE);
        if (requested != null) {
            authSession.setClientNote(OAuth2Constants.SCOPE, without(requested, names));
        }
    }

    /** Answered once is enough, or Keycloak's own consent screen would follow. */
    void forgetPrompt() {
        @Nullable String prompt = authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        if (prompt == null) {
            return;
        }
        String rest = without(prompt, Set.of(OIDCLoginProtocol.PROMPT_VALUE_CONSENT));
        if (rest.isEmpty()) {
            authSession.removeClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        } else {
            authSession.setClientNote(OIDCLoginProtocol.PROMPT_PARAM, rest);
        }
    }

    private static String without(String words, Set<String> left) {
        return Arrays.stream(words.split(" ", -1))
                .filter(word -> !left.contains(word))
                .collect(Collectors.joining(" "));
    }

    /** The session that this sign-in continues or will make: Keycloak names it after the first of the person's steps. */
    String sessionId() {
        return authSession.getParentSession().getId();
    }
}
