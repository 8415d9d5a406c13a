package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.SignedJWT;
import java.util.Map;

/** Decides whether a text is a Security Event Token that this cloud's identity side has sent to us (RFC 8417). */
public final class EventTokens {
    // RFC 8417 section 2.3: the explicit type, so that no other kind of JWT can pass for an event, nor an event for one
    // of them.
    private static final JOSEObjectType TYPE = new JOSEObjectType("secevent+jwt");

    private final SignatureCheck signatures;
    private final IdentityConfiguration identity;

    public EventTokens(IdentityKeys keys, IdentityConfiguration identity) {
        this.signatures = new SignatureCheck(keys);
        this.identity = identity;
    }

    /** The claim {@code events}: each kind of event with its payload. */
    public Map<?, ?> requireEvents(String token) {
        SignedJWT jwt = signatures.require(token);
        if (!TYPE.equals(jwt.getHeader().getType())) {
            throw Problem.tokenInvalid("It is not a Security Event Token.");
        }
        Claims claims = Claims.of(jwt);
        claims.requireIssuerAndAudience(identity.issuer(), identity.audience());
        claims.time("iat");
        claims.text("jti");
        return claims.object("events");
    }
}
