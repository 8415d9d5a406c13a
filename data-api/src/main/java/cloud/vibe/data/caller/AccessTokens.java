package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Problem;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a text is a valid access token of this cloud (RFC 9068), and of whom. */
final class AccessTokens {
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));
    // As Keycloak names them.
    private static final String BOUND = "DPoP";
    private static final Set<String> KINDS = Set.of("Bearer", BOUND);
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final SignatureCheck signatures;
    private final IdentityConfiguration identity;
    private final Clock clock;

    AccessTokens(SignatureCheck signatures, IdentityConfiguration identity, Clock clock) {
        this.signatures = signatures;
        this.identity = identity;
        this.clock = clock;
    }

    AccessToken require(String token) {
        SignedJWT jwt = signatures.require(token);
        JOSEObjectType type = jwt.getHeader().getType();
        if (type == null || !TYPES.contains(type)) {
            throw Problem.tokenInvalid("It is not an access token.");
        }
        Claims claims = Claims.of(jwt);
        claims.requireIssuerAndAudience(identity.issuer(), identity.audience());
        // Keycloak signs ID, refresh and access tokens with the same key, and only this claim tells them apart.
        if (!KINDS.contains(claims.text("typ"))) {
            throw Problem.tokenInvalid("It is not an access token.");
        }
        @Nullable String key = key(claims);
        Instant expires = claims.time("exp");
        requireNow(claims, expires);
        claims.text("did");
        List<Permission> permissions = permissions(claims);
        Instant at = claims.time("iat");
        if (claims.has("grant")) {
            return new AccessToken(forPerson(claims, permissions, new Issued(claims.text("sid"), at, expires)), key);
        }
        return new AccessToken(forItself(claims, permissions, new Issued("", at, expires)), key);
    }

    /** RFC 7800 section 3.1: who does not understand how a token is confirmed must not take it. */
    private static @Nullable String key(Claims claims) {
        if (!claims.has("cnf")) {
            if (claims.text("typ").equals(BOUND)) {
                throw Problem.tokenInvalid("It does not say which key it is bound to.");
            }
            return null;
        }
        if (claims.object("cnf").get("jkt") instanceof String key && !key.isEmpty()) {
            return key;
        }
        throw Problem.tokenInvalid("It is bound to something that we cannot check.");
    }

    private static AppForPerson forPerson(Claims claims, List<Permission> permissions, Issued issued) {
        return new AppForPerson(
                claims.parsed("sub", PersonId::parse),
                claims.parsed("azp", ClientId::new),
                claims.parsed("grant", GrantId::parse),
                claims.positiveNumber("grant_version"),
                claims.optionalTime("grant_until"),
                Permissions.of(permissions),
                Set.copyOf(claims.optionalTexts("allowed-origins")),
                issued);
    }

    private static AppForItself forItself(Claims claims, List<Permission> permissions, Issued issued) {
        return new AppForItself(
                claims.parsed("app", AppId::parse),
                claims.parsed("app_client_id", ClientId::new),
                Permissions.of(permissions),
                Permissions.globalOf(permissions),
                issued);
    }

    private void requireNow(Claims claims, Instant expires) {
        Instant now = clock.instant();
        if (now.isAfter(expires.plus(SKEW))) {
            throw Problem.tokenInvalid("It has expired.");
        }
        Instant notBefore = claims.optionalTime("nbf");
        if (notBefore != null && now.isBefore(notBefore.minus(SKEW))) {
            throw Problem.tokenInvalid("It is not valid yet.");
        }
    }

    private static List<Permission> permissions(Claims claims) {
        return claims.list("permissions").stream()
                .filter(Objects::nonNull)
                .flatMap(item -> Permission.ifReadable(item).stream())
                .toList();
    }
}
