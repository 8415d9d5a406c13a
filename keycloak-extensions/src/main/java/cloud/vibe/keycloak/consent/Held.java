package cloud.vibe.keycloak.consent;

import java.util.Set;

/**
 * How the person has answered this app before: names of scopes. Nothing of either kind where no grant holds.
 *
 * @param answered a grant holds, if only one to sign in
 */
record Held(boolean answered, Set<String> granted, Set<String> declined) {
    static final Held NOTHING = new Held(false, Set.of(), Set.of());

    Held {
        granted = Set.copyOf(granted);
        declined = Set.copyOf(declined);
    }

    Held(Set<String> granted, Set<String> declined) {
        this(true, granted, declined);
    }
}
