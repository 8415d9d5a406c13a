package cloud.vibe.keycloak.grant;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.permission.Permission;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What one person has allowed one app. A grant never disappears: it is revoked, and may be given again, so that its version only rises.
 *
 * @param declined names of client scopes that the person has said no to, permissions and others
 * @param notBeforeVersion tokens of an older version are refused; only a revocation raises it
 */
public record Grant(
        UUID id,
        Principal.Person person,
        GrantedApp app,
        NavigableSet<Permission> permissions,
        NavigableSet<String> declined,
        GrantStatus status,
        long version,
        long notBeforeVersion,
        Instant grantedAt,
        Lasting lasting) {

    public Grant {
        permissions = Collections.unmodifiableNavigableSet(new TreeSet<>(permissions));
        declined = Collections.unmodifiableNavigableSet(new TreeSet<>(declined));
        if (notBeforeVersion > version) {
            throw new IllegalArgumentException("a grant cannot refuse its own version");
        }
        if (status != GrantStatus.ACTIVE && !permissions.isEmpty()) {
            throw new IllegalArgumentException("a grant that has ended allows nothing");
        }
    }

    /** A grant of which nobody has heard yet; {@link #allow} makes it the first version. */
    static Grant none(Principal.Person person, GrantedApp app, Instant now) {
        return new Grant(
                UUID.randomUUID(),
                person,
                app,
                new TreeSet<>(),
                new TreeSet<>(),
                GrantStatus.REVOKED,
                0,
                0,
                now,
                Lasting.UNTIL_REVOKED);
    }

    public boolean isActive(Instant now) {
        return status == GrantStatus.ACTIVE && lasting.holds(now);
    }

    public boolean allows(Permission permission) {
        return permissions.stream().anyMatch(held -> held.covers(permission));
    }

    /** Those of the asked permissions that this grant covers. */
    public NavigableSet<Permission> allowed(Collection<Permission> asked) {
        NavigableSet<Permission> allowed = new TreeSet<>();
        asked.stream().filter(this::allows).forEach(allowed::add);
        return allowed;
    }

    public Optional<Instant> until() {
        return lasting.end();
    }

    /** The person has answered: from now on exactly this. The same answer again is no change. */
    Grant allow(GrantedApp app, Set<Permission> permissions, Set<String> declined, Lasting lasting, Instant now) {
        NavigableSet<Permission> answer = new TreeSet<>(permissions);
        NavigableSet<String> refused = new TreeSet<>(declined);
        boolean active = isActive(now);
        if (active && answer.equals(this.permissions) && lasting.equals(this.lasting)) {
            // What an app was refused is between the person and us: no new version, nobody else needs to know.
            return new Grant(id, person, app, answer, refused, status, version, notBeforeVersion, grantedAt, lasting);
        }
        return new Grant(
                id,
                person,
                app,
                answer,
                refused,
                GrantStatus.ACTIVE,
                version + 1,
                notBeforeVersion,
                active ? grantedAt : now,
                lasting);
    }

    /** Only what is also kept stays; a grant does not grow this way. */
    Grant narrow(Set<Permission> kept) {
        NavigableSet<Permission> rest = new TreeSet<>(permissions);
        rest.retainAll(kept);
        if (status != GrantStatus.ACTIVE || rest.equals(permissions)) {
            return this;
        }
        return new Grant(id, person, app, rest, declined, status, version + 1, notBeforeVersion, grantedAt, lasting);
    }

    /** The person takes one scope back, a permission or another, and is not asked for it again at every sign-in. */
    Grant decline(String scope) {
        NavigableSet<Permission> rest = new TreeSet<>(permissions);
        boolean isNarrower = rest.removeIf(held -> held.toString().equals(scope));
        NavigableSet<String> refused = new TreeSet<>(declined);
        if (status != GrantStatus.ACTIVE || (!refused.add(scope) && !isNarrower)) {
            return this;
        }
        // What is no permission concerns nobody but Keycloak: no new version.
        long next = isNarrower ? version + 1 : version;
        return new Grant(id, person, app, rest, refused, status, next, notBeforeVersion, grantedAt, lasting);
    }

    /** The end of it, for every token that has been issued so far. */
    Grant revoke() {
        return ended(GrantStatus.REVOKED);
    }

    /** The same, by time. */
    Grant expire() {
        return ended(GrantStatus.EXPIRED);
    }

    /**
     * What stays where the data API knows of a version that is not ours: our database was restored, and has forgotten what was taken back
     * since. No more than both allow, and ended where either says so; above both versions, so that it is not passed over as old.
     */
    Grant meet(KnownGrant known) {
        long next = Math.max(version, known.version()) + 1;
        if (status != GrantStatus.ACTIVE || known.status() != GrantStatus.ACTIVE) {
            GrantStatus how = status == GrantStatus.ACTIVE ? known.status() : status;
            return new Grant(id, person, app, new TreeSet<>(), declined, how, next, next, grantedAt, lasting);
        }
        return new Grant(
                id,
                person,
                app,
                known.allowedWith(permissions),
                declined,
                status,
                next,
                Math.max(notBeforeVersion, known.notBeforeVersion()),
                grantedAt,
                lasting.notBeyond(known.until()));
    }

    private Grant ended(GrantStatus how) {
        if (status != GrantStatus.ACTIVE) {
            return this;
        }
        long next = version + 1;
        return new Grant(id, person, app, new TreeSet<>(), new TreeSet<>(), how, next, next, grantedAt, lasting);
    }
}
