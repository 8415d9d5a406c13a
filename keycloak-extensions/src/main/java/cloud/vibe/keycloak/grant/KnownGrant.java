package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.permission.Permission;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant as the data API knows it.
 *
 * @param until no end where it is missing
 */
public record KnownGrant(
        UUID id,
        Principal.Person person,
        GrantedApp app,
        NavigableSet<Permission> permissions,
        GrantStatus status,
        long version,
        long notBeforeVersion,
        @Nullable Instant until) {
    /** What a number in JSON surely holds (RFC 8259 section 6): an answer that says more is wrong. */
    private static final long HIGHEST_VERSION = (1L << 53) - 1;

    public KnownGrant {
        if (version < 1 || version >= HIGHEST_VERSION || notBeforeVersion < 0 || notBeforeVersion > version) {
            throw new IllegalArgumentException("versions begin with 1, and none is refused that is not there yet");
        }
        permissions = Collections.unmodifiableNavigableSet(new TreeSet<>(permissions));
    }

    /** Whether it is between the same two. */
    boolean isOf(Grant grant) {
        return person.equals(grant.person())
                && app.principal().equals(grant.app().principal());
    }

    boolean isLike(Grant grant) {
        return version == grant.version()
                && status == grant.status()
                && permissions.equals(grant.permissions())
                && Objects.equals(until, grant.until().orElse(null));
    }

    /** What it allows together with those: no more than either. */
    NavigableSet<Permission> allowedWith(Set<Permission> others) {
        NavigableSet<Permission> both = new TreeSet<>();
        permissions.stream()
                .filter(known -> others.stream().anyMatch(other -> other.covers(known)))
                .forEach(both::add);
        others.stream()
                .filter(other -> permissions.stream().anyMatch(known -> known.covers(other)))
                .forEach(both::add);
        return both;
    }

    /** The end of a grant of which we know nothing: whoever deleted it here meant that. */
    Grant ended(Instant now) {
        long next = version + 1;
        return new Grant(
                id,
                person,
                app,
                new TreeSet<>(),
                new TreeSet<>(),
                GrantStatus.REVOKED,
                next,
                next,
                now,
                Lasting.UNTIL_REVOKED);
    }
}
