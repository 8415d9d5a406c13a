package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The gate: turns what a request carries into its caller. A token that was verified once is remembered until it expires. */
public final class Callers {
    private static final String SCHEME = "Bearer ";
    private static final int MAX_REMEMBERED = 20_000;

    private final AccessTokens tokens;
    private final Clock clock;
    private final Cache<ByteBuffer, Caller> verified;

    public Callers(IdentityKeys keys, IdentityConfiguration identity, Clock clock) {
        this.tokens = new AccessTokens(new SignatureCheck(keys), identity, clock);
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfter(Expiry.<ByteBuffer, Caller>creating(
                        (token, caller) -> Duration.between(clock.instant(), caller.expires())))
                .build();
    }

    /**
     * Looks at the Authorization and Origin of a request.
     *
     * @throws Problem if the request carries no valid token, or comes from a web page that the token was not issued to
     */
    public Caller require(@Nullable String authorization, @Nullable String origin) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.of(ProblemCode.TOKEN_MISSING, "Send Authorization: Bearer with an access token.");
        }
        return requireToken(authorization.substring(SCHEME.length()).strip(), origin);
    }

    public Caller requireToken(String token, @Nullable String origin) {
        Caller caller = verify(token);
        if (origin != null && !caller.origins().contains(origin)) {
            throw Problem.of(ProblemCode.ORIGIN_NOT_ALLOWED, "The app is not registered for the origin of this page.");
        }
        return caller;
    }

    private Caller verify(String token) {
        ByteBuffer digest = digest(token);
        Caller remembered = verified.getIfPresent(digest);
        if (remembered != null && clock.instant().isBefore(remembered.expires())) {
            return remembered;
        }
        Caller caller = tokens.require(token);
        verified.put(digest, caller);
        return caller;
    }

    // The digest and not the token, so that no heap dump is full of keys to people's clouds.
    private static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
