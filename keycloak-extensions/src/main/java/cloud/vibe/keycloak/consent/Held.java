package cloud.vibe.keycloak.consent;

import java.util.Set;

/** How the person has answered this app before: names of scopes. Nothing of either kind where no grant holds. */
record Held(Set<String> granted, Set<String> declined) {
    static final Held NOTHING = new Held(Set.of(), Set.of());

    Held {
        granted = Set.copyOf(granted);
        declined = Set.copyOf(declined);
    }
}
