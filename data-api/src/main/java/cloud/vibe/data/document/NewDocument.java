package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import org.jspecify.annotations.Nullable;

/** A document to be, under the id that it gets unless its key leads to one that is there already. */
record NewDocument(
        DocumentId id, DocumentType type, @Nullable DocumentKey key, String data) {}
