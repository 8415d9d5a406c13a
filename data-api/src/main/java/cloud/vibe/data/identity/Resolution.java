package cloud.vibe.data.identity;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.WireTime;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a DID comes to: its document, and what is known about it (W3C DID Resolution 0.3, section 3.1). */
final class Resolution {
    private Resolution() {}

    static String json(ObjectNode document, Identity identity, DidDomain domain) {
        ObjectNode resolution = JsonNodeFactory.instance.objectNode();
        resolution.set("didDocument", document);
        resolution
                .putObject("didDocumentMetadata")
                .put("created", WireTime.of(identity.since()))
                .put("deactivated", identity.isDeleted())
                .put("canonicalId", domain.did(identity.who()));
        resolution.putObject("didResolutionMetadata").put("contentType", DidDocument.MEDIA_TYPE);
        return resolution.toString();
    }
}
