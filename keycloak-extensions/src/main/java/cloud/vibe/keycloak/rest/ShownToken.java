package cloud.vibe.keycloak.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.TokenVerifier;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.managers.GrantTypeEndpointRestrictionValidator;
import org.keycloak.services.util.DPoPUtil;

/** Has Keycloak verify the token of a request, and the proof of its key where it is bound to one. */
final class ShownToken {
    private static final String PROOF = "DPoP";
    private static final boolean CHECKS_SESSION = true;
    private static final boolean CHECKS_TYPE = true;
    private static final boolean IS_COOKIE = false;

    private ShownToken() {}

    /** Whoever the token of this request stands for; a proof that was made for the data API counts for nothing. */
    static @Nullable AuthResult authenticate(KeycloakSession session) {
        return new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
    }

    /** The same of a request that may have been made to the data API. */
    static @Nullable AuthResult authenticate(KeycloakSession session, HandedOn change) {
        String proof = headers(session).getHeaderString(PROOF);
        Optional<URI> url = change.url(proof);
        return url.isPresent() ? authenticate(session, url.get()) : authenticate(session);
    }

    /** As Keycloak's own {@code BearerTokenAuthenticator}, which knows no URL but its own. */
    private static @Nullable AuthResult authenticate(KeycloakSession session, URI url) {
        KeycloakContext context = session.getContext();
        String token = AppAuthManager.extractAuthorizationHeaderToken(headers(session));
        return AuthenticationManager.verifyIdentityToken(
                session,
                context.getRealm(),
                context.getUri(),
                context.getConnection(),
                CHECKS_SESSION,
                CHECKS_TYPE,
                null,
                IS_COOKIE,
                token,
                headers(session),
                verifier -> check(session, verifier, token, url));
    }

    private static HttpHeaders headers(KeycloakSession session) {
        return session.getContext().getHttpRequest().getHttpHeaders();
    }

    private static void check(KeycloakSession session, TokenVerifier<AccessToken> verifier, String token, URI url) {
        DPoPUtil.withDPoPVerifier(
                verifier,
                session.getContext().getRealm(),
                validator(session, url).accessToken(token));
        verifier.withChecks(GrantTypeEndpointRestrictionValidator.check(session));
    }

    private static DPoPUtil.Validator validator(KeycloakSession session, URI url) {
        try {
            return new DPoPUtil.Validator(session)
                    .request(session.getContext().getHttpRequest())
                    .uri(url.toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a URL was one a moment ago", e);
        }
    }
}
