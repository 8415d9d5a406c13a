package cloud.vibe.keycloak.outbox;

import jakarta.enterprise.context.ContextNotActiveException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;

/** The realm's issuer, as it stands in tokens and in events. */
public final class Issuer {
    private Issuer() {}

    /** Work in the background has no request, and Keycloak no address without one: then what the last request said still holds. */
    public static String of(KeycloakSession session, RealmModel realm, String otherwise) {
        try {
            return Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName());
        } catch (ContextNotActiveException e) {
            return otherwise;
        }
    }
}
