package cloud.vibe.keycloak.permission;

import java.util.Collection;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;

/** Permissions among client scopes. */
public final class Scopes {
    private Scopes() {}

    /** Keycloak counts a client among its own scopes, under a display name that the app chooses: that is never a permission. */
    public static Optional<Permission> permission(ClientScopeModel scope) {
        return scope instanceof ClientModel ? Optional.empty() : Permission.parse(scope.getName());
    }

    public static NavigableSet<Permission> permissions(Collection<ClientScopeModel> scopes) {
        NavigableSet<Permission> permissions = new TreeSet<>();
        scopes.forEach(scope -> permission(scope).ifPresent(permissions::add));
        return permissions;
    }
}
