package cloud.vibe.keycloak.identity;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** A guest ends once: as an account of their own, or in one that they have. Whoever is at one of the two keeps the other away. */
public final class GuestEnd {
    /** As long as one such request may take. */
    private static final long AT_ONCE_SECONDS = 30;

    private GuestEnd() {}

    /**
     * Keeps everybody else away until the end of the request.
     *
     * @throws IllegalStateException where somebody else is at it, on any node, or has just failed to do it
     */
    public static void claim(KeycloakSession session, UserModel guest) {
        if (!session.singleUseObjects().putIfAbsent("vibe-guest-end." + guest.getId(), AT_ONCE_SECONDS)) {
            throw new IllegalStateException("the guest ends in another window at this moment, or has just failed to");
        }
    }
}
