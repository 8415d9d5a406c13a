package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.grant.Lasting;
import java.util.Set;

/**
 * How the person has answered this app before: names of scopes. Nothing of either kind where no grant holds.
 *
 * @param answered a grant holds, if only one to sign in
 * @param lasting for how long
 */
record Held(boolean answered, Set<String> granted, Set<String> declined, Lasting lasting) {
    static final Held NOTHING = new Held(false, Set.of(), Set.of(), Lasting.UNTIL_REVOKED);

    Held {
        granted = Set.copyOf(granted);
        declined = Set.copyOf(declined);
    }

    Held(Set<String> granted, Set<String> declined) {
        this(true, granted, declined, Lasting.UNTIL_REVOKED);
    }
}
