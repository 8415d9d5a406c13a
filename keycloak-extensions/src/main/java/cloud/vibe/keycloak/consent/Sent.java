package cloud.vibe.keycloak.consent;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keycloak.http.HttpRequest;

/** What the consent page's form has sent: anything at all, until it is held against the page that was shown. */
record Sent(List<String> decision, Set<String> ticked, List<String> durations) {
    static final String ALLOW = "allow";
    static final String DENY = "deny";
    static final String SWITCH = "switch";

    Sent {
        decision = List.copyOf(decision);
        ticked = Set.copyOf(ticked);
        durations = List.copyOf(durations);
    }

    static Sent of(HttpRequest request) {
        MultivaluedMap<String, String> form = request.getDecodedFormParameters();
        return new Sent(
                form.getOrDefault("decision", List.of()),
                new TreeSet<>(form.getOrDefault("permission", List.of())),
                form.getOrDefault("duration", List.of()));
    }

    boolean says(String word) {
        return decision.equals(List.of(word));
    }

    /**
     * A yes to the page that was shown: else it is forged, or the app was changed while the page stood open.
     *
     * @param shown the fingerprint of the questions that the page has shown
     */
    boolean allows(Assessment.Open open, @Nullable String shown) {
        return says(ALLOW) && open.fingerprint().equals(shown) && open.offers(ticked);
    }

    /** Nothing chosen is what the page had chosen; what it did not offer is no answer. */
    Optional<Duration> duration(Held held) {
        return switch (durations.size()) {
            case 0 -> Optional.of(Duration.usual(held));
            case 1 -> Duration.of(durations.get(0)).filter(Duration.offered(held)::contains);
            default -> Optional.empty();
        };
    }
}
