package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.grant.Cause;
import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.Grants;
import cloud.vibe.keycloak.grant.Lasting;
import cloud.vibe.keycloak.permission.Permission;
import cloud.vibe.keycloak.permission.Scopes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.UserConsentManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/** One sign-in of one person to one app, seen from what is asked and what has been answered. */
final class SignIn {
    /** What an app calls its present version, for the history of grants. */
    private static final String APP_VERSION = "vibe.app.version";

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final RealmModel realm;
    private final UserModel person;
    private final ClientModel app;
    private final Grants grants;

    SignIn(RequiredActionContext context) {
        this.session = context.getSession();
        this.authSession = context.getAuthenticationSession();
        this.realm = context.getRealm();
        this.person = context.getUser();
        this.app = authSession.getClient();
        this.grants = new Grants(session);
    }

    /** Keycloak's own consoles ask nobody; what SAML clients ask for are no permissions. */
    boolean isOfAnApp() {
        return app.isConsentRequired() && OIDCLoginProtocol.LOGIN_PROTOCOL.equals(authSession.getProtocol());
    }

    Assessment assess() {
        return Assessment.of(asked(), held(), isPrompted());
    }

    private boolean isPrompted() {
        return TokenUtil.hasPrompt(
                authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM), OIDCLoginProtocol.PROMPT_VALUE_CONSENT);
    }

    private List<AskedScope> asked() {
        Set<String> required = app.getClientScopes(true).keySet();
        List<AskedScope> asked = new ArrayList<>();
        for (ClientScopeModel scope : requestedScopes().values()) {
            // A permission is asked for whatever its client scope says: hidden ones would be granted unseen.
            if (scope.isDisplayOnConsentScreen() || Scopes.permission(scope).isPresent()) {
                asked.add(new AskedScope(scope.getName(), required.contains(scope.getName())));
            }
        }
        asked.sort((one, other) -> one.name().compareTo(other.name()));
        return asked;
    }

    private Map<String, ClientScopeModel> requestedScopes() {
        Map<String, ClientScopeModel> scopes = new HashMap<>();
        for (String id : authSession.getClientScopes()) {
            ClientScopeModel scope = KeycloakModelUtils.findClientScopeById(realm, app, id);
            if (scope != null && !(scope instanceof ClientModel)) {
                scopes.put(scope.getName(), scope);
            }
        }
        return scopes;
    }

    /** What both sides know of: a consent that was widened elsewhere does not count, and neither does one without a grant. */
    private Held held() {
        Optional<Grant> grant = grants.findActive(realm, person, app, sessionId());
        UserConsentModel consent = UserConsentManager.getConsentByClient(session, realm, person, app.getId());
        if (grant.isEmpty() || consent == null) {
            return Held.NOTHING;
        }
        Set<String> granted = new TreeSet<>();
        for (ClientScopeModel scope : scopesOf(consent)) {
            Optional<Permission> permission = Scopes.permission(scope);
            if (permission.isEmpty() || grant.get().permissions().contains(permission.get())) {
                granted.add(scope.getName());
            }
        }
        return new Held(true, granted, grant.get().declined(), grant.get().lasting());
    }

    /** Without the app itself, which Keycloak may count among them. */
    private static List<ClientScopeModel> scopesOf(UserConsentModel consent) {
        return consent.getGrantedClientScopes().stream()
                .filter(scope -> !(scope instanceof ClientModel))
                .toList();
    }

    /** The app goes on without these, in the session and in the scope parameter that the code will carry. */
    void goOnWithout(Set<String> names) {
        if (names.isEmpty()) {
            return;
        }
        Set<String> remaining = new HashSet<>(authSession.getClientScopes());
        requestedScopes().forEach((name, scope) -> {
            if (names.contains(name)) {
                remaining.remove(scope.getId());
            }
        });
        authSession.setClientScopes(remaining);
        String requested = authSession.getClientNote(OAuth2Constants.SCOPE);
        if (requested != null) {
            authSession.setClientNote(
                    OAuth2Constants.SCOPE,
                    Arrays.stream(requested.split(" ", -1))
                            .filter(name -> !names.contains(name))
                            .collect(Collectors.joining(" ")));
        }
    }

    /** The session that this sign-in continues or will make: Keycloak names it after the first of the person's steps. */
    private String sessionId() {
        return authSession.getParentSession().getId();
    }

    /**
     * Stores the answer twice, as Keycloak's consent and as our grant, and lets the app have exactly that.
     *
     * @param held what held when the page was shown
     * @param screen what the person was shown
     */
    void settle(Answer answer, Duration duration, Held held, String screen) {
        Lasting lasting = duration.from(Instant.ofEpochMilli(Time.currentTimeMillis()), sessionId(), held);
        grants.endIfOver(realm, person, app);
        UserConsentModel before = UserConsentManager.getConsentByClient(session, realm, person, app.getId());
        UserConsentModel after = consent(answer, before);
        if (before == null) {
            UserConsentManager.addConsent(session, realm, person, after);
        } else {
            UserConsentManager.updateConsent(session, realm, person, after);
        }
        Set<Permission> permissions = new TreeSet<>();
        answer.granted().forEach(name -> Permission.parse(name).ifPresent(permissions::add));
        grants.allow(
                realm,
                person,
                app,
                permissions,
                answer.declined(),
                lasting,
                Cause.answered(app.getAttribute(APP_VERSION), screen));

        Set<String> refused = asked().stream().map(AskedScope::name).collect(Collectors.toCollection(TreeSet::new));
        refused.removeAll(answer.granted());
        goOnWithout(refused);
        forgetPrompt();
    }

    /** A consent cannot be narrowed, so it is made anew from what is granted. */
    private UserConsentModel consent(Answer answer, @Nullable UserConsentModel before) {
        Map<String, ClientScopeModel> known = new HashMap<>(requestedScopes());
        if (before != null) {
            scopesOf(before).forEach(scope -> known.putIfAbsent(scope.getName(), scope));
        }
        UserConsentModel consent = new UserConsentModel(app);
        for (String name : answer.granted()) {
            ClientScopeModel scope = known.get(name);
            if (scope == null) {
                throw new IllegalStateException("granted, but neither asked for nor held: " + name);
            }
            consent.addGrantedClientScope(scope);
        }
        if (app.isDisplayOnConsentScreen()) {
            // Keycloak then counts the app itself among the scopes; the whole page is about it.
            consent.addGrantedClientScope(app);
        }
        return consent;
    }

    /** Answered once is enough, or Keycloak's own consent screen would follow. */
    private void forgetPrompt() {
        String prompt = authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        if (prompt == null) {
            return;
        }
        String rest = Arrays.stream(prompt.split(" ", -1))
                .filter(value -> !value.equals(OIDCLoginProtocol.PROMPT_VALUE_CONSENT))
                .collect(Collectors.joining(" "));
        if (rest.isEmpty()) {
            authSession.removeClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        } else {
            authSession.setClientNote(OIDCLoginProtocol.PROMPT_PARAM, rest);
        }
    }

    ClientModel app() {
        return app;
    }
}
