package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.GrantBook;
import cloud.vibe.keycloak.grant.GrantStatus;
import cloud.vibe.keycloak.grant.GrantVersion;
import cloud.vibe.keycloak.identity.AppLabel;
import cloud.vibe.keycloak.permission.Permission;
import cloud.vibe.keycloak.permission.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserConsentModel;

/** Grants as JSON. Times are RFC 3339 in UTC; a member is left out where there is nothing to say. */
final class GrantView {
    private final KeycloakSession session;
    private final RealmModel realm;
    private final Words words;

    GrantView(KeycloakSession session, RealmModel realm, Locale language) {
        this.session = session;
        this.realm = realm;
        this.words = new Words(session, realm, language);
    }

    Map<String, Object> of(Grant grant) {
        ClientModel app = realm.getClientById(clientUuid(grant));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", grant.id().toString());
        json.put("app", app(grant, app));
        json.put("status", GrantBook.status(grant).word());
        json.put("version", grant.version());
        json.put("since", grant.grantedAt().toString());
        grant.until().ifPresent(end -> json.put("until", end.toString()));
        if (grant.lasting().session() != null) {
            json.put("forOneSignIn", true);
        }
        Set<String> held = permissions(grant);
        json.put(
                "permissions",
                held.stream()
                        .map(name -> permission(name, app != null && isRequired(app, name), held))
                        .toList());
        return json;
    }

    /**
     * The same with every version that it has had, the newest first.
     *
     * @param namesOthers whether it may say in which app something was taken back: that shows which others the person uses
     */
    Map<String, Object> withHistory(Grant grant, boolean namesOthers) {
        Map<String, Object> json = of(grant);
        List<GrantVersion> versions = new GrantBook(session).versions(grant);
        json.put(
                "history",
                versions.stream().map(version -> version(version, namesOthers)).toList());
        json.put("texts", texts(versions));
        return json;
    }

    /** The words of every permission that the app has or had. */
    private Map<String, String> texts(List<GrantVersion> versions) {
        Map<String, String> texts = new TreeMap<>();
        for (GrantVersion version : versions) {
            version.permissions().forEach(permission -> texts.computeIfAbsent(permission.toString(), words::of));
        }
        return texts;
    }

    /** What the app has: permissions, and what else stands in the person's consent. Nothing where the grant does not hold. */
    Set<String> permissions(Grant grant) {
        Set<String> names = new TreeSet<>();
        if (GrantBook.status(grant) != GrantStatus.ACTIVE) {
            return names;
        }
        grant.permissions().forEach(permission -> names.add(permission.toString()));
        UserConsentModel consent =
                session.users().getConsentByClient(realm, grant.person().id().toString(), clientUuid(grant));
        if (consent != null) {
            consent.getGrantedClientScopes().stream()
                    // A permission that the consent has and the grant does not was never allowed on our page.
                    .filter(scope -> !(scope instanceof ClientModel)
                            && scope.isDisplayOnConsentScreen()
                            && Scopes.permission(scope).isEmpty())
                    .map(ClientScopeModel::getName)
                    .forEach(names::add);
        }
        return names;
    }

    /** Whether the app has it or is not let in at all. */
    static boolean isRequired(ClientModel app, String scope) {
        return app.getClientScopes(true).containsKey(scope);
    }

    private static Map<String, Object> app(Grant grant, @Nullable ClientModel app) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", clientUuid(grant));
        if (app == null) {
            json.put("clientId", grant.app().clientId());
            json.put("name", grant.app().name());
            json.put("removed", true);
            return json;
        }
        AppLabel label = AppLabel.of(app);
        json.put("clientId", label.clientId());
        json.put("name", label.name());
        putUnlessEmpty(json, "publisher", label.publisher());
        putUnlessEmpty(json, "logoUri", label.logoUri());
        return json;
    }

    private Map<String, Object> permission(String name, boolean required, Set<String> held) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("text", words.of(name));
        json.put("required", required);
        covering(name, held).ifPresent(other -> json.put("impliedBy", other));
        return json;
    }

    /** Another one that the app has, which lets it do all that this one does: without that nothing changes when this one is taken back. */
    private static Optional<String> covering(String name, Set<String> held) {
        return Permission.parse(name)
                .flatMap(permission -> held.stream()
                        .filter(other -> !other.equals(name))
                        .filter(other -> Permission.parse(other)
                                .filter(more -> more.covers(permission))
                                .isPresent())
                        .findFirst());
    }

    private static Map<String, Object> version(GrantVersion version, boolean namesOthers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", version.version());
        json.put("status", version.status().word());
        json.put(
                "permissions",
                version.permissions().stream().map(Object::toString).toList());
        if (version.until() != null) {
            json.put("until", version.until().toString());
        }
        json.put("cause", version.cause().kind().name().toLowerCase(Locale.ROOT));
        if (namesOthers || !version.cause().isInApp()) {
            putUnlessEmpty(json, "screen", version.cause().screen());
        }
        putUnlessEmpty(json, "appVersion", version.cause().appVersion());
        json.put("at", version.at().toString());
        return json;
    }

    private static void putUnlessEmpty(Map<String, Object> json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static String clientUuid(Grant grant) {
        return grant.app().principal().id().toString();
    }
}
