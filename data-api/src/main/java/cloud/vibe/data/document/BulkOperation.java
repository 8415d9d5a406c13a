package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Problem;
import org.jspecify.annotations.Nullable;

/** One of the operations of a bulk request. */
sealed interface BulkOperation {
    record Create(NewDocument document) implements BulkOperation {}

    /** A change of one document that is there. */
    record Change(DocumentId id, Expected expected, Outcome outcome) implements BulkOperation {}

    /** It could not be read; the others can be. */
    record Invalid(Problem problem) implements BulkOperation {}

    /** What the document becomes. */
    sealed interface Outcome {}

    record Replaced(@Nullable DocumentType type, String data) implements Outcome {}

    record Patched(Patch patch) implements Outcome {}

    record Deleted() implements Outcome {}
}
