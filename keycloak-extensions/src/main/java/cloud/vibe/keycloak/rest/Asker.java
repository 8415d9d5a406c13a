package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.environment.Environment;
import cloud.vibe.keycloak.grant.Cause;
import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.Grants;
import cloud.vibe.keycloak.permission.Access;
import cloud.vibe.keycloak.permission.Permission;
import jakarta.ws.rs.NotAuthorizedException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * The person, and by what they ask: an app that they have let in, or Keycloak's account console. An app is shown its own grant and may give it
 * up; all grants it is shown with {@code grants:read}, and changes them with {@code grants:write}. Whoever has the roles by which Keycloak
 * shows and takes back consents may the same with all of them.
 *
 * @param own the grant that the app's token stands on
 * @param mayRead all grants of the person
 * @param mayWrite the same
 */
record Asker(
        UserModel person,
        ClientModel client,
        UserSessionModel signIn,
        Optional<Grant> own,
        boolean mayRead,
        boolean mayWrite) {
    private static final String BEARER = "Bearer";
    private static final Set<String> READERS =
            Set.of(AccountRoles.MANAGE_ACCOUNT, AccountRoles.MANAGE_CONSENT, AccountRoles.VIEW_CONSENT);
    private static final Set<String> WRITERS = Set.of(AccountRoles.MANAGE_ACCOUNT, AccountRoles.MANAGE_CONSENT);
    private static final Permission READ = new Permission(Permission.GRANTS, Access.READ, false);
    private static final Permission WRITE = new Permission(Permission.GRANTS, Access.WRITE, false);

    /**
     * Whoever the request's bearer token stands for, now: the sign-in goes on, person and app are enabled, the grant holds.
     *
     * @throws NotAuthorizedException if it stands for nobody here
     */
    static Asker require(KeycloakSession session) {
        return of(session, ShownToken.authenticate(session));
    }

    /** The same of a change that may have been asked for at the data API. */
    static Asker require(KeycloakSession session, HandedOn change) {
        return of(session, ShownToken.authenticate(session, change));
    }

    private static Asker of(KeycloakSession session, @Nullable AuthResult authenticated) {
        if (authenticated == null || authenticated.user().getServiceAccountClientLink() != null) {
            throw new NotAuthorizedException(BEARER);
        }
        AccessToken token = authenticated.token();
        Cors.builder()
                .checkAllowedOrigins(token)
                .allowedMethods(PersonGrants.METHODS)
                .auth()
                .add();
        Optional<Grant> own = own(session, authenticated);
        boolean isOfAccount = token.hasAudience(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        if (own.isEmpty() && !isOfAccount) {
            // A token for somebody else, or one whose grant does not hold any more.
            throw new NotAuthorizedException(BEARER);
        }
        return new Asker(
                authenticated.user(),
                authenticated.client(),
                authenticated.session(),
                own,
                allows(own, token, READ) || (isOfAccount && hasOneOf(token, READERS)),
                allows(own, token, WRITE) || (isOfAccount && hasOneOf(token, WRITERS)));
    }

    private static Optional<Grant> own(KeycloakSession session, AuthResult authenticated) {
        AccessToken token = authenticated.token();
        if (!token.hasAudience(Environment.current().audience())) {
            return Optional.empty();
        }
        return new Grants(session)
                .findActive(
                        session.getContext().getRealm(),
                        authenticated.user(),
                        authenticated.client(),
                        authenticated.session().getId())
                .filter(grant ->
                        grant.id().toString().equals(token.getOtherClaims().get("grant")))
                .filter(grant -> version(token) >= grant.notBeforeVersion());
    }

    /** Both the token and the grant behind it, as it is now. */
    private static boolean allows(Optional<Grant> own, AccessToken token, Permission permission) {
        return own.filter(grant -> grant.allows(permission)).isPresent()
                && token.getOtherClaims().get("permissions") instanceof Collection<?> names
                && names.stream()
                        .flatMap(name -> Permission.parse(String.valueOf(name)).stream())
                        .anyMatch(held -> held.covers(permission));
    }

    private static long version(AccessToken token) {
        return token.getOtherClaims().get("grant_version") instanceof Number number ? number.longValue() : -1;
    }

    private static boolean hasOneOf(AccessToken token, Set<String> roles) {
        AccessToken.@Nullable Access account = token.getResourceAccess(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        return account != null && roles.stream().anyMatch(account::isUserInRole);
    }

    boolean isOwn(String clientUuid) {
        return own.filter(grant -> grant.app().principal().id().toString().equals(clientUuid))
                .isPresent();
    }

    boolean maySee(String clientUuid) {
        return mayRead || isOwn(clientUuid);
    }

    boolean mayChange(String clientUuid) {
        return mayWrite || isOwn(clientUuid);
    }

    /** How a change of theirs stands in the history of a grant. */
    Cause cause() {
        return own.isPresent() ? Cause.inApp(client.getClientId()) : Cause.ON_ACCOUNT_PAGE;
    }
}
