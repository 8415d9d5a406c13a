package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.grant.Cause;
import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.Grants;
import cloud.vibe.keycloak.grant.Lasting;
import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.permission.Permission;
import cloud.vibe.keycloak.permission.Scopes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.UserConsentManager;

/** One sign-in of one person to one app, seen from what is asked and what has been answered. */
final class SignIn {
    /** What an app calls its present version, for the history of grants. */
    private static final String APP_VERSION = "vibe.app.version";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AppRequest request;
    private final UserModel person;
    private final ClientModel app;
    private final Grants grants;

    SignIn(KeycloakSession session, RealmModel realm, AppRequest request, UserModel person) {
        this.session = session;
        this.realm = realm;
        this.request = request;
        this.person = person;
        this.app = request.app();
        this.grants = new Grants(session);
    }

    AppRequest request() {
        return request;
    }

    Assessment assess() {
        return Assessment.of(request.asked(), held(), request.isPrompted());
    }

    /** What both sides know of: a consent that was widened elsewhere does not count, and neither does one without a grant. */
    private Held held() {
        Optional<Grant> grant = grants.findActive(realm, person, app, request.sessionId());
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

    /**
     * Stores the answer twice, as Keycloak's consent and as our grant, lets the app have exactly that, and tells of it.
     *
     * @param open the page that was shown
     */
    void settle(Assessment.Open open, Answer answer, Duration duration, EventBuilder event) {
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
        Locale language = session.getContext().resolveLocale(person);
        grants.allow(
                realm,
                person,
                app,
                permissions,
                answer.declined(),
                lasting(duration, open.held()),
                Cause.answered(
                        app.getAttribute(APP_VERSION),
                        "consent " + language.toLanguageTag() + " " + open.fingerprint()));

        Set<String> refused =
                request.asked().stream().map(AskedScope::name).collect(Collectors.toCollection(TreeSet::new));
        refused.removeAll(answer.granted());
        request.goOnWithout(refused);
        request.forgetPrompt();
        event.clone()
                .event(EventType.GRANT_CONSENT)
                .user(person)
                .detail(Details.GRANTED_CLIENT, app.getClientId())
                .detail(Details.SCOPE, String.join(" ", new TreeSet<>(answer.granted())))
                .success();
    }

    /** A guest's sign-in ends some day, and nobody comes back then who could take anything back: so nothing outlasts it. */
    private Lasting lasting(Duration duration, Held held) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Lasting lasting = duration.from(now, request.sessionId(), held);
        if (!Guest.is(person)) {
            return lasting;
        }
        int longest = Math.max(realm.getSsoSessionMaxLifespan(), realm.getSsoSessionMaxLifespanRememberMe());
        return lasting.notBeyond(now.plusSeconds(longest));
    }

    /** A consent cannot be narrowed, so it is made anew from what is granted. */
    private UserConsentModel consent(Answer answer, @Nullable UserConsentModel before) {
        Map<String, ClientScopeModel> known = new HashMap<>(request.scopes());
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
}
