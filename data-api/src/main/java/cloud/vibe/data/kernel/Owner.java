package cloud.vibe.data.kernel;

import java.util.UUID;

/** Whose a document is: a person, or an app that keeps documents of its own. */
public sealed interface Owner permits PersonId, AppId {
    UUID value();
}
