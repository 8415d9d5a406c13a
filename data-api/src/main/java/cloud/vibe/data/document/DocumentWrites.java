package cloud.vibe.data.document;

import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;

/** Changes of one document, each as one: nobody sees half of it, and none of another's change is lost unless that was asked for. */
final class DocumentWrites {
    private static final int HOPEFUL_ATTEMPTS = 3;

    private final DocumentStore store = new DocumentStore();
    private final AppSchemas schemas;

    DocumentWrites(AppSchemas schemas) {
        this.schemas = schemas;
    }

    Kept create(CallerStatements database, NewDocument document) {
        schemas.require(database.caller(), document.type(), document.data());
        return store.create(database, document);
    }

    Document replace(CallerStatements database, DocumentId id, Expected expected, DocumentContent content) {
        DocumentType type = content.type();
        if (type != null) {
            schemas.require(database.caller(), type, content.data());
        }
        if (type != null || !schemas.areAsked(database.caller())) {
            return store.replace(database, id, expected, type, content.data());
        }
        // Of which type it is comes back with it: what does not fit is undone.
        return database.together(transaction -> {
            Document replaced = store.replace(transaction, id, expected, null, content.data());
            schemas.require(transaction.caller(), replaced.type(), content.data());
            return replaced;
        });
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
        schemas.require(database.caller(), current.type(), patched);
        return store.replace(database, current.id(), expected.narrowedTo(current.rev()), null, patched);
    }

    void delete(CallerStatements database, DocumentId id, Expected expected) {
        store.delete(database, id, expected);
    }
}
