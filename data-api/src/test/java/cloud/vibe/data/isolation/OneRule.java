package cloud.vibe.data.isolation;

import cloud.vibe.data.isolation.World.Action;
import cloud.vibe.data.isolation.World.Asker;
import cloud.vibe.data.isolation.World.Certificate;
import cloud.vibe.data.isolation.World.Doc;
import cloud.vibe.data.isolation.World.ForItself;
import cloud.vibe.data.isolation.World.ForPerson;
import cloud.vibe.data.isolation.World.Grant;
import cloud.vibe.data.isolation.World.Membership;
import cloud.vibe.data.isolation.World.NoToken;
import cloud.vibe.data.kernel.Permission;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who may do what, written from the design (sections 5 and 6) and not from the SQL: a caller may if the person may and the app may. */
record OneRule(World world) {
    /** How a caller's token stands, with the grant behind it. */
    enum Standing {
        NOBODY,
        REFUSED,
        GOOD
    }

    /** Everything that the caller may do, a line each; {@link Ground#found} writes the same from what the database does. */
    Set<String> allowed(Asker asker) {
        Set<String> lines = new TreeSet<>();
        lines.add("stands " + standing(asker));
        for (int number = 0; number < world.documents().size(); number++) {
            Doc document = world.documents().get(number);
            boolean writes = mayWrite(asker, document, number);
            boolean manages = mayManage(asker, document);
            addIf(lines, mayRead(asker, document, number), "sees " + number);
            addIf(lines, mayReadByName(asker, document, number), "is shown " + number);
            // A tombstone is only brought back.
            addIf(lines, writes && !document.deleted(), "writes " + number);
            addIf(lines, manages && !document.deleted(), "shares " + number);
            addIf(lines, manages && !document.deleted(), "deletes " + number);
            addIf(lines, manages && document.deleted(), "restores " + number);
        }
        for (String type : World.TYPES) {
            for (Who owner : World.CREATORS) {
                boolean creates = owner == me(asker) && appMay(asker, type, Action.WRITE);
                addIf(lines, creates, "creates " + type + " of " + owner);
            }
        }
        return lines;
    }

    private static void addIf(Set<String> lines, boolean holds, String line) {
        if (holds) {
            lines.add(line);
        }
    }

    private boolean mayRead(Asker asker, Doc document, int number) {
        return appMay(asker, document.type(), Action.READ)
                && (personMay(asker, document, number, Action.READ) || reachesAll(asker, document, Action.READ));
    }

    /** What is public is read by who names it, also without any token; then there is no app that would have to be allowed it. */
    private boolean mayReadByName(Asker asker, Doc document, int number) {
        boolean isPublic = document.acl().stream().anyMatch(entry -> entry.principal() == Who.EVERYONE);
        if (asker instanceof NoToken) {
            return isPublic && !document.deleted();
        }
        return mayRead(asker, document, number) || (isPublic && appMay(asker, document.type(), Action.READ));
    }

    private boolean mayWrite(Asker asker, Doc document, int number) {
        return appMay(asker, document.type(), Action.WRITE)
                && (personMay(asker, document, number, Action.WRITE) || reachesAll(asker, document, Action.WRITE));
    }

    private boolean mayManage(Asker asker, Doc document) {
        Who me = me(asker);
        return me != null && appMay(asker, document.type(), Action.WRITE) && manages(me, document);
    }

    private boolean personMay(Asker asker, Doc document, int number, Action action) {
        Who me = me(asker);
        return me != null
                && (document.owner() == me
                        || aclGives(me, document, action)
                        || world.certificates().stream().anyMatch(it -> entitles(it, me, document, number, action)));
    }

    private boolean manages(Who who, Doc document) {
        return document.owner() == who || aclGives(who, document, Action.MANAGE);
    }

    /** To manage includes to write, and to write to read. */
    private boolean aclGives(Who who, Doc document, Action action) {
        return document.acl().stream()
                .filter(entry -> entry.action().compareTo(action) >= 0)
                .anyMatch(entry -> entry.principal() == who
                        || world.memberships().contains(new Membership(entry.principal(), who)));
    }

    private boolean entitles(Certificate certificate, Who holder, Doc document, int number, Action action) {
        boolean counts = certificate.holder() == holder
                && certificate.registered()
                && !certificate.revoked()
                && certificate.begins() <= 0
                && certificate.ends() > 0
                && certificate.actions().stream().anyMatch(given -> given.compareTo(action) >= 0);
        if (!counts) {
            return false;
        }
        int named = world.documentOf(certificate);
        if (certificate.ofType()) {
            return document.owner() == certificate.issuer()
                    && document.type().equals(world.documents().get(named).type());
        }
        return named == number && manages(certificate.issuer(), document);
    }

    /** An app for itself, with a global permission that both its token and the person's grant give. */
    private boolean reachesAll(Asker asker, Doc document, Action action) {
        return asker instanceof ForItself app
                && gives(app.permissions(), document.type(), action, Permission::global)
                && world.grants().stream()
                        .anyMatch(grant -> grant.person() == document.owner()
                                && grant.app() == app.app()
                                && holds(grant)
                                && gives(grant.permissions(), document.type(), action, Permission::global));
    }

    private boolean appMay(Asker asker, String type, Action action) {
        return standing(asker) == Standing.GOOD
                && switch (asker) {
                    case NoToken nobody -> false;
                    case ForItself app -> gives(app.permissions(), type, action, any -> true);
                    case ForPerson token -> {
                        Grant stored = stored(token);
                        // A newer token is the newer word, until the event that tells of it is there.
                        yield gives(token.permissions(), type, action, any -> true)
                                && (stored == null
                                        || stored.version() < token.version()
                                        || gives(stored.permissions(), type, action, any -> true));
                    }
                };
    }

    private Standing standing(Asker asker) {
        return switch (asker) {
            case NoToken nobody -> Standing.NOBODY;
            case ForItself app -> Standing.GOOD;
            case ForPerson token -> isGood(token) ? Standing.GOOD : Standing.REFUSED;
        };
    }

    private boolean isGood(ForPerson token) {
        Grant stored = stored(token);
        if (token.until() <= 0) {
            return false;
        }
        if (stored == null) {
            return true;
        }
        boolean isTheirs = stored.person() == token.person() && stored.app() == token.app();
        boolean isNotWithdrawn = token.version() >= stored.notBeforeVersion();
        return isTheirs && isNotWithdrawn && (stored.version() < token.version() || holds(stored));
    }

    private @Nullable Grant stored(ForPerson token) {
        return world.grants().stream()
                .filter(grant -> grant.person() == token.grantPerson() && grant.app() == token.grantApp())
                .findFirst()
                .orElse(null);
    }

    private static boolean holds(Grant grant) {
        return grant.status().equals("active") && grant.ends() > 0;
    }

    private static boolean gives(
            List<Permission> permissions, String type, Action action, Predicate<Permission> furthermore) {
        return permissions.stream()
                .filter(permission ->
                        permission.type().equals(type) || permission.type().equals("*"))
                .filter(permission -> action == Action.READ || permission.action() == Permission.Action.WRITE)
                .anyMatch(furthermore);
    }

    private static @Nullable Who me(Asker asker) {
        return switch (asker) {
            case NoToken nobody -> null;
            case ForItself app -> app.app();
            case ForPerson token -> token.person();
        };
    }
}
