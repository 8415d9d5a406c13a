package cloud.vibe.keycloak.outbox;

import jakarta.enterprise.context.ContextNotActiveException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;

/** The realm's issuer, as it stands in tokens and in events. */
public final class Issuer {
    private static final String ASSUMED = "vibe.issuer";

    private Issuer() {}

    /** What work in the background knows it by, for everything that this session tells. */
    public static void assume(KeycloakSession session, String issuer) {
        session.setAttribute(ASSUMED, issuer);
    }

    /** Work in the background has no request, and Keycloak no address without one: then what the last request said still holds. */
    public static String of(KeycloakSession session, RealmModel realm, String otherwise) {
        try {
            return Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName());
        } catch (ContextNotActiveException e) {
            String assumed = session.getAttribute(ASSUMED, String.class);
            return assumed == null ? otherwise : assumed;
        }
    }
}
