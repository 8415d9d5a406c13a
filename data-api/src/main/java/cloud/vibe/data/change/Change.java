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

    /** A sign-in has ended, or all of a person or an app: a session's id, or the principal's. */
    record OfSignOut(Position position, String subject) implements Change {}
}
