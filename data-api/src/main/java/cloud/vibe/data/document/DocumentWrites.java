package cloud.vibe.data.document;

import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;

/** Changes of one document, each as one: nobody sees half of it, and none of another's change is lost unless that was asked for. */
final class DocumentWrites {
    private static final int HOPEFUL_ATTEMPTS = 3;

    private final DocumentStore store = new DocumentStore();

    Kept create(CallerStatements database, NewDocument document) {
        return store.create(database, document);
    }

    Document replace(CallerStatements database, DocumentId id, Expected expected, DocumentContent content) {
        return store.replace(database, id, expected, content.type(), content.data());
    }

    /**
     * Reads, patches and writes what is still as it was read. Who has named a rev hears that it is stale; for anybody else the patch is
     * applied to what others have made of the document meanwhile, in the end under a lock.
     */
    Document patch(CallerStatements database, DocumentId id, Expected expected, Patch patch) {
        for (int attempt = 0; attempt < HOPEFUL_ATTEMPTS; attempt++) {
            try {
                return patch(database, store.get(database, id), expected, patch);
            } catch (Problem problem) {
                if (problem.code() != ProblemCode.REV_STALE || expected.isNamed()) {
                    throw problem;
                }
            }
        }
        return database.together(transaction -> patch(transaction, store.getLocked(transaction, id), expected, patch));
    }

    private Document patch(CallerStatements database, Document current, Expected expected, Patch patch) {
        if (!expected.includes(current.rev())) {
            throw Expected.stale();
        }
        String patched = patch.apply(String.valueOf(current.data()));
        return store.replace(database, current.id(), expected.narrowedTo(current.rev()), null, patched);
    }

    void delete(CallerStatements database, DocumentId id, Expected expected) {
        store.delete(database, id, expected);
    }
}
