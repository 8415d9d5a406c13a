package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The realm's public keys. They are fetched when the first token comes, again when they are old, and again when a token names a key that
 * is not among them, but never more often than {@link #MIN_INTERVAL}. While the identity side is away the last known keys keep their
 * worth. Safe for any number of threads: one of them fetches, the others wait for it.
 */
public final class IdentityKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityKeys.class);
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 3_000;
    private static final int MAX_BYTES = 256 * 1024;

    private final URI url;
    private final Clock clock;
    private final DefaultResourceRetriever retriever =
            new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES);
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile boolean isLastFetchGood = true;
    private volatile Instant lastAttempt = Instant.EPOCH;
    private volatile long attempts;

    private record Known(JWKSet keys, Instant since) {}

    public IdentityKeys(URI url, Clock clock) {
        this.url = url;
        this.clock = clock;
    }

    /**
     * The keys that may have made a signature with this header; none if the identity side knows no such key.
     *
     * @throws Problem unavailable, if no keys have ever been fetched
     */
    List<JWK> candidates(JWSHeader header) {
        JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
        Known current = known;
        if (current != null) {
            List<JWK> found = selector.select(current.keys());
            if (!found.isEmpty()) {
                refreshIfOld(current);
                return found;
            }
        }
        List<JWK> found = selector.select(refreshed().keys());
        if (found.isEmpty() && !isLastFetchGood) {
            // It may be a new key that we have not heard of: nobody is told that their token is bad.
            throw Problem.unavailable("The identity side's keys cannot be fetched at the moment.", null);
        }
        return found;
    }

    /** Fetches the keys if there are none yet, so that a health check can tell. */
    public void requireAny() {
        if (known == null) {
            refreshed();
        }
    }

    // Nobody waits for this one: the keys that we have are good enough.
    private void refreshIfOld(Known current) {
        if (current.since().plus(MAX_AGE).isBefore(clock.instant()) && !fetching.isLocked() && isFetchAllowed()) {
            Thread.ofVirtual().name("identity-keys").start(this::refreshed);
        }
    }

    private boolean isFetchAllowed() {
        return !lastAttempt.plus(MIN_INTERVAL).isAfter(clock.instant());
    }

    private Known refreshed() {
        long seen = attempts;
        fetching.lock();
        try {
            // Those who waited for the lock share the answer of the one who held it.
            if (seen == attempts && isFetchAllowed()) {
                fetch();
                lastAttempt = clock.instant();
                attempts = seen + 1;
            }
        } finally {
            fetching.unlock();
        }
        Known current = known;
        if (current == null) {
            throw Problem.unavailable("The identity side's keys cannot be fetched at the moment.", null);
        }
        return current;
    }

    private void fetch() {
        try {
            JWKSet keys = JWKSet.parse(retriever.retrieveResource(url.toURL()).getContent());
            known = new Known(keys.toPublicJWKSet(), clock.instant());
            isLastFetchGood = true;
        } catch (IOException | ParseException e) {
            isLastFetchGood = false;
            LOG.warn("the identity side's keys could not be fetched from {}: {}", url, e.toString());
        }
    }
}
