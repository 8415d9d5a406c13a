package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.permission.Permission;
import java.time.Instant;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * What a grant was at one of its versions, and why.
 *
 * @param until no end where it is missing
 * @param at since when it was so
 */
public record GrantVersion(
        long version,
        GrantStatus status,
        NavigableSet<Permission> permissions,
        @Nullable Instant until,
        Cause cause,
        Instant at) {}
