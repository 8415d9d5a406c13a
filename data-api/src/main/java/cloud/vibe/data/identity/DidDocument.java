package cloud.vibe.data.identity;

import cloud.vibe.data.kernel.DidDomain;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A DID document (W3C Decentralized Identifiers 1.0): which keys speak for somebody. Keys are given as Multikey (W3C Controlled Identifiers
 * 1.0, section 2.2.2).
 */
final class DidDocument {
    static final String MEDIA_TYPE = "application/did+json";

    private static final JsonMapper MAPPER = new JsonMapper();

    private DidDocument() {}

    /** Of a person or an app of this cloud; of one who is gone, the name alone. */
    static ObjectNode of(Identity identity, DidDomain domain) {
        String did = domain.did(identity.who());
        return identity.isDeleted()
                ? begun(did)
                : withKeys(
                        did,
                        identity.keys(),
                        identity.keys().stream().map(Multikey::did).toList());
    }

    /** Of a key that somebody of this cloud has linked. */
    static ObjectNode of(Multikey key, Identity identity, DidDomain domain) {
        return withKeys(key.did(), List.of(key), List.of(domain.did(identity.who())));
    }

    private static ObjectNode withKeys(String did, List<Multikey> keys, List<String> alsoKnownAs) {
        ObjectNode document = begun(did);
        if (!alsoKnownAs.isEmpty()) {
            alsoKnownAs.forEach(document.withArray("alsoKnownAs")::add);
        }
        if (!keys.isEmpty()) {
            ArrayNode methods = document.withArray("verificationMethod");
            ArrayNode authentication = document.withArray("authentication");
            for (Multikey key : keys) {
                String id = did + "#" + key;
                methods.addObject()
                        .put("id", id)
                        .put("type", "Multikey")
                        .put("controller", did)
                        .put("publicKeyMultibase", key.value());
                authentication.add(id);
            }
        }
        return document;
    }

    private static ObjectNode begun(String did) {
        ObjectNode document = MAPPER.createObjectNode();
        document.withArray("@context").add("https://www.w3.org/ns/did/v1").add("https://w3id.org/security/multikey/v1");
        return document.put("id", did);
    }
}
