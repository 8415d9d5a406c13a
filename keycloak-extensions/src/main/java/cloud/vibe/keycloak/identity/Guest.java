package cloud.vibe.keycloak.identity;

import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Somebody who has begun without an account: a person like any other, whom nothing but the browser's sign-in leads back until they sign up.
 * They are in a group, so that an admin sees who they are, and nobody gives it to themselves or leaves it. The group is told from an admin's
 * own of the same name by its attribute {@value #MARK}.
 */
public final class Guest {
    /** At the top of the realm; a realm that has no such group takes no guests. */
    public static final String GROUP = "guests";

    /** Where the first name was taken. */
    private static final String OTHER_GROUP = "vibe-guests";

    /** Of the group that it is ours, of an app that people may begin in it: each time {@code true}. */
    private static final String MARK = "vibe.guests";

    private Guest() {}

    /** Where a realm keeps them. */
    public static Optional<GroupModel> group(KeycloakSession session, RealmModel realm) {
        return Stream.of(GROUP, OTHER_GROUP)
                .map(name -> session.groups().getGroupByName(realm, null, name))
                .filter(group -> group != null && isTheirs(group))
                .findFirst();
    }

    /** Makes that group where there is none. One that an admin has made under its name is left alone. */
    public static void makeGroup(KeycloakSession session, RealmModel realm) {
        if (group(session, realm).isPresent()) {
            return;
        }
        boolean isTaken = session.groups().getGroupByName(realm, null, GROUP) != null;
        realm.createGroup(isTaken ? OTHER_GROUP : GROUP).setSingleAttribute(MARK, "true");
    }

    /** Whether whoever is in it may do something in Keycloak: nobody gets that without an account. */
    public static boolean hasRoles(GroupModel group) {
        return group.getRoleMappingsStream().findAny().isPresent();
    }

    /** Whether this person is one. Asked at each sign-in and for each token: of whoever has a name, no group is looked at. */
    public static boolean is(UserModel person) {
        return username(person.getId()).equals(person.getUsername())
                && person.getGroupsStream().anyMatch(Guest::isTheirs);
    }

    /** Whether it is an app that lets people begin without an account: everywhere else a guest needs one. */
    public static boolean mayUse(ClientModel app) {
        return app.isConsentRequired() && "true".equals(app.getAttribute(MARK));
    }

    /** What Keycloak calls them until they have an address, for it wants a name of everybody. */
    public static String username(String userId) {
        return "guest-" + userId;
    }

    /** Takes the mark off: they have an account now. */
    public static void end(UserModel person) {
        person.getGroupsStream().filter(Guest::isTheirs).toList().forEach(person::leaveGroup);
    }

    private static boolean isTheirs(GroupModel group) {
        return group.getParentId() == null && "true".equals(group.getFirstAttribute(MARK));
    }
}
