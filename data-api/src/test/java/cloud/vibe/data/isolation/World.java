package cloud.vibe.data.isolation;

import cloud.vibe.data.kernel.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A small cloud: what people have let apps do, what they keep and share, and who asks. Times are in hours from now. */
record World(
        Set<Membership> memberships,
        List<Grant> grants,
        List<Doc> documents,
        List<Certificate> certificates,
        List<Asker> askers) {
    static final List<String> TYPES = List.of("notes", "tasks");
    static final int MOST_DOCUMENTS = 4;

    /** In whose name documents are tried to be made. */
    static final List<Who> CREATORS = List.of(Who.ANNA, Who.BERT, Who.NOTEBOOK);

    /** A time that never comes. */
    static final int NEVER = Integer.MAX_VALUE;

    record Membership(Who group, Who member) {}

    /** What a person has allowed an app, as the data API has stored it. There is at most one for the two. */
    record Grant(
            Who person,
            Who app,
            int version,
            int notBeforeVersion,
            String status,
            List<Permission> permissions,
            int ends) {
        static UUID id(Who person, Who app) {
            return UUID.nameUUIDFromBytes((person + " lets in " + app).getBytes(StandardCharsets.UTF_8));
        }

        UUID id() {
            return id(person, app);
        }
    }

    enum Action {
        READ,
        WRITE,
        MANAGE
    }

    record Entry(Who principal, Action action) {}

    /** The former ACL is what it was before it was changed to what it is: nothing of it may be left. */
    record Doc(Who owner, String type, boolean deleted, List<Entry> formerAcl, List<Entry> acl) {}

    /** Of one document, or, where that is absent, of its type: of all documents of that type that are the issuer's. */
    record Certificate(
            Who issuer,
            Who holder,
            int document,
            boolean ofType,
            Set<Action> actions,
            int begins,
            int ends,
            boolean registered,
            boolean revoked) {
        Certificate by(Who other) {
            return new Certificate(other, holder, document, ofType, actions, begins, ends, registered, revoked);
        }

        /** A manager who is not the owner has nothing of a type to give. */
        Certificate byManager(Who other) {
            return new Certificate(other, holder, document, false, actions, begins, ends, registered, revoked);
        }
    }

    /** Who asks, as a verified token says. */
    sealed interface Asker {}

    /** The token names the grant of {@code grantPerson} to {@code grantApp}, which identity would never let be another's. */
    record ForPerson(
            Who person, Who app, Who grantPerson, Who grantApp, int version, int until, List<Permission> permissions)
            implements Asker {}

    record ForItself(Who app, List<Permission> permissions) implements Asker {}

    record NoToken() implements Asker {}

    /** Certificates are generated before it is known how many documents there are. */
    int documentOf(Certificate certificate) {
        return certificate.document() % documents.size();
    }

    static UUID documentId(int number) {
        return new UUID(0x7002, 0x8000_0000_0000_0000L + number);
    }

    static String literal(Collection<Permission> permissions) {
        return String.join(",", permissions.stream().map(Permission::toString).toList());
    }
}
