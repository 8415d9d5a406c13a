package cloud.vibe.keycloak.permission;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words for a scope, as a message of our theme. No app words a permission, its own or another's: only the shared types that we
 * ship have words of their own, any other type gets our generic sentence, and a client scope's own text is never shown.
 *
 * @param text a message as {@code ${key}}, or plain text
 * @param type the document type that the generic sentence names; empty where there is none
 */
public record Wording(String text, String type) {
    private static final Set<String> SHIPPED_TYPES = Set.of("notes", "groups", "identity", Permission.GRANTS);

    private static final Map<String, String> KEYCLOAKS_OWN = Map.of(
            "profile", "${profileScopeConsentText}",
            "email", "${emailScopeConsentText}",
            "address", "${addressScopeConsentText}",
            "phone", "${phoneScopeConsentText}",
            "roles", "${rolesScopeConsentText}",
            "organization", "${organizationScopeConsentText}",
            "offline_access", "${offlineAccessScopeConsentText}");

    public static Wording of(String scope) {
        Optional<Permission> permission = Permission.parse(scope);
        if (permission.isEmpty()) {
            return new Wording(KEYCLOAKS_OWN.getOrDefault(scope, scope), "");
        }
        return of(permission.get());
    }

    private static Wording of(Permission permission) {
        // That a permission is global is a note of its own, which the page adds by the name.
        String suffix = permission.access().word();
        String type = permission.type();
        if (type.equals(Permission.ANY_TYPE)) {
            return new Wording("${vibe.permission.any." + suffix + "}", type);
        }
        if (SHIPPED_TYPES.contains(type)) {
            return new Wording("${vibe.permission." + type + "." + suffix + "}", type);
        }
        return new Wording("${vibe.permission.generic." + suffix + "}", type);
    }
}
