package cloud.vibe.data.change;

import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.GrantId;

/** What the outbox tells. */
sealed interface Change {
    Position position();

    /** A document was created, updated or deleted; a deleted one has no data. */
    record OfDocument(Position position, String kind, Document document) implements Change {}

    /** Somebody's grant is not what it was. */
    record OfGrant(Position position, GrantId grant) implements Change {}
}
