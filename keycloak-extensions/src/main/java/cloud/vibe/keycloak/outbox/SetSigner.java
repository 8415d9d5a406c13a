package cloud.vibe.keycloak.outbox;

import java.nio.charset.StandardCharsets;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.crypto.SignatureSignerContext;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Signs events with the realm's own key, when they are sent: a key that was rotated meanwhile is not used any more. */
public final class SetSigner {
    private final KeycloakSession session;
    private final String audience;

    public SetSigner(KeycloakSession session, String audience) {
        this.session = session;
        this.audience = audience;
    }

    String sign(OutboxEntity event) {
        RealmModel realm = session.realms().getRealm(event.realmId);
        if (realm == null) {
            throw new IllegalStateException("the realm of event " + event.id + " is gone");
        }
        return sign(realm, event.issuer, event.id, event.eventType, EventJson.read(event.payload));
    }

    /** The compact form; {@code id} becomes its {@code jti}, and {@code state} the payload of that type of event. */
    public String sign(RealmModel realm, String issuer, String id, String type, Object state) {
        session.getContext().setRealm(realm);
        SignatureSignerContext signer =
                session.getProvider(SignatureProvider.class, Algorithm.RS256).signer();
        String claims = EventJson.write(
                SecurityEventToken.claims(issuer, audience, Time.currentTimeMillis() / 1000, id, type, state));
        return new JWSBuilder()
                .type(SecurityEventToken.TYPE)
                .kid(signer.getKid())
                .content(claims.getBytes(StandardCharsets.UTF_8))
                .sign(signer);
    }
}
