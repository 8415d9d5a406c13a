package cloud.vibe.keycloak.claims;

import cloud.vibe.keycloak.environment.Environment;
import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.Grants;
import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.permission.Permission;
import cloud.vibe.keycloak.permission.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.IDToken;

/**
 * Writes into the access token the grant that it stands on, or the app that asks for itself, and only then names the data API as its
 * audience: any other token is no token for the data API, whoever it was issued to.
 */
public final class GrantClaims extends AbstractOIDCProtocolMapper implements OIDCAccessTokenMapper, OIDCIDTokenMapper {
    private static final String ID = "vibe-grant-claims";
    private static final String GUEST = "guest";

    @Override
    public AccessToken transformAccessToken(
            AccessToken token,
            ProtocolMapperModel mapper,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext clientSession) {
        ClientModel client = clientSession.getClientSession().getClient();
        Set<Permission> asked =
                Scopes.permissions(clientSession.getClientScopesStream().toList());
        Environment environment = Environment.current();
        claims(session, userSession, client, asked, environment.didDomain()).ifPresent(claims -> {
            token.addAudience(environment.audience());
            claims.forEach(token::setOtherClaims);
        });
        return token;
    }

    /** For whoever reads no access token, as a standard client does not. */
    @Override
    public IDToken transformIDToken(
            IDToken token,
            ProtocolMapperModel mapper,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext clientSession) {
        if (Guest.is(userSession.getUser())) {
            token.setOtherClaims(GUEST, true);
        }
        return token;
    }

    private static Optional<Map<String, Object>> claims(
            KeycloakSession session,
            UserSessionModel userSession,
            ClientModel client,
            Set<Permission> asked,
            String didDomain) {
        RealmModel realm = userSession.getRealm();
        UserModel user = userSession.getUser();
        if (AppClaims.isServiceAccount(user)) {
            return AppClaims.app(realm, client, user)
                    .map(app -> AppClaims.claims(app.getId(), app.getClientId(), asked, didDomain));
        }
        return new Grants(session)
                .findActive(realm, user, client, userSession.getId())
                .map(grant -> claims(grant, asked, didDomain, Guest.is(user)));
    }

    /** The token's permissions are those that it was asked for with, as far as the grant still covers them. */
    static Map<String, Object> claims(Grant grant, Set<Permission> asked, String didDomain, boolean isGuest) {
        Map<String, Object> claims = new TreeMap<>();
        claims.put("did", grant.person().did(didDomain).value());
        claims.put(
                "permissions",
                grant.allowed(asked).stream().map(Permission::toString).toList());
        claims.put("grant", grant.id().toString());
        claims.put("grant_version", grant.version());
        // Left out where the grant has no end.
        grant.until().map(Instant::getEpochSecond).ifPresent(seconds -> claims.put("grant_until", seconds));
        if (isGuest) {
            // For the app, which may want to remind them; whoever reads the token for its permissions need not look.
            claims.put(GUEST, true);
        }
        return claims;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getDisplayType() {
        return "Vibe: grant";
    }

    @Override
    public String getHelpText() {
        return "Adds the DID, the grant and its permissions, and the data API as audience, if the person's grant holds; for a client whose attribute vibe.app names an app, that app.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
