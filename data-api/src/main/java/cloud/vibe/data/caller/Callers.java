package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gate: turns what a request carries into its caller. A token that was verified once is remembered until it expires; a proof that its
 * sender holds the key is asked for every time.
 */
public final class Callers {
    private static final String BEARER = "Bearer ";
    private static final String DPOP = "DPoP ";
    private static final int MAX_REMEMBERED = 20_000;

    private final AccessTokens tokens;
    private final Proofs proofs;
    private final Clock clock;
    private final Cache<ByteBuffer, AccessToken> verified;

    public Callers(IdentityKeys keys, IdentityConfiguration identity, Proofs proofs, Clock clock) {
        this.tokens = new AccessTokens(new SignatureCheck(keys), identity, clock);
        this.proofs = proofs;
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfter(Expiry.<ByteBuffer, AccessToken>creating((digest, token) ->
                        Duration.between(clock.instant(), token.caller().expires())))
                .build();
    }

    /** Whether the Authorization says that the token comes with a proof (RFC 9449 section 7.1). */
    public static boolean isProven(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, DPOP, 0, DPOP.length());
    }

    /** For the next proof. */
    public String nonce() {
        return proofs.nonce();
    }

    /**
     * Looks at the Authorization and Origin of a request.
     *
     * @throws Problem if the request carries no valid bearer token, or comes from a web page that the token was not issued to
     */
    public Caller require(@Nullable String authorization, @Nullable String origin) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Problem.of(
                    ProblemCode.TOKEN_MISSING,
                    "Send Authorization: Bearer with an access token, or DPoP with one that is bound to a key.");
        }
        return requireToken(authorization.substring(BEARER.length()).strip(), origin);
    }

    /**
     * The same of an Authorization that {@link #isProven}.
     *
     * @throws Problem also if the proof is not valid, or not of this token and request
     */
    public Caller require(String authorization, @Nullable String origin, ProvenRequest request) {
        return requireToken(authorization.substring(DPOP.length()).strip(), origin, request);
    }

    /** Takes a bearer token; one that is bound to a key is none (RFC 9449 section 7.2). */
    public Caller requireToken(String token, @Nullable String origin) {
        AccessToken known = verify(hash(token), token);
        if (known.key() != null) {
            throw Problem.tokenInvalid("It is bound to a key: send Authorization: DPoP, and a proof.");
        }
        return requireOrigin(known.caller(), origin);
    }

    /** Takes a token that is bound to a key, with the proof. */
    public Caller requireToken(String token, @Nullable String origin, ProvenRequest request) {
        byte[] hash = hash(token);
        AccessToken known = verify(hash, token);
        if (known.key() == null) {
            throw Problem.tokenInvalid("It is not bound to a key: send Authorization: Bearer.");
        }
        proofs.require(request, known.key(), hash);
        return requireOrigin(known.caller(), origin);
    }

    private static Caller requireOrigin(Caller caller, @Nullable String origin) {
        if (origin != null && !caller.origins().contains(origin)) {
            throw Problem.of(ProblemCode.ORIGIN_NOT_ALLOWED, "The app is not registered for the origin of this page.");
        }
        return caller;
    }

    private AccessToken verify(byte[] hash, String token) {
        // The digest and not the token, so that no heap dump is full of keys to people's clouds.
        ByteBuffer digest = ByteBuffer.wrap(hash);
        AccessToken remembered = verified.getIfPresent(digest);
        if (remembered != null && clock.instant().isBefore(remembered.caller().expires())) {
            return remembered;
        }
        AccessToken known = tokens.require(token);
        verified.put(digest, known);
        return known;
    }

    private static byte[] hash(String token) {
        return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    }
}
