package cloud.vibe.keycloak.identity;

import java.util.UUID;

/** A decentralized identifier of the method {@code did:web}. */
public record Did(String value) {
    public Did {
        if (!value.startsWith("did:web:")) {
            throw new IllegalArgumentException("not a did:web: " + value);
        }
    }

    static Did web(String domain, String collection, UUID id) {
        // https://w3c-ccg.github.io/did-method-web/#method-specific-identifier: the colon of a port is percent-encoded.
        return new Did("did:web:" + domain.replace(":", "%3A") + ":" + collection + ":" + id);
    }

    @Override
    public String toString() {
        return value;
    }
}
