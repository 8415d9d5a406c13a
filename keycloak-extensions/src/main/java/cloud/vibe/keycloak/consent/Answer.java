package cloud.vibe.keycloak.consent;

import java.util.Set;

/** Everything that the person has now granted and declined to the app, by the names of scopes. */
record Answer(Set<String> granted, Set<String> declined) {
    Answer {
        granted = Set.copyOf(granted);
        declined = Set.copyOf(declined);
    }
}
