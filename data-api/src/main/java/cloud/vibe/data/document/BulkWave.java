package cloud.vibe.data.document;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Operations of a bulk request of which none can meet the document of another, by their places in the request. A key may lead to any
 * document that is named by its id, so the two kinds are never in one wave.
 */
final class BulkWave {
    final Map<Integer, NewDocument> unnamed = new LinkedHashMap<>();
    final Map<Integer, NewDocument> keyed = new LinkedHashMap<>();
    final Map<Integer, BulkOperation.Change> changes = new LinkedHashMap<>();
    final Map<Integer, Problem> invalid = new LinkedHashMap<>();
    private final Map<BulkStore.Keyed, Integer> keys = new LinkedHashMap<>();
    private final Map<DocumentId, Integer> ids = new LinkedHashMap<>();

    boolean takes(BulkOperation operation) {
        return switch (operation) {
            case BulkOperation.Create create
            when create.document().key() != null ->
                changes.isEmpty() && !keys.containsKey(BulkStore.Keyed.of(create.document()));
            case BulkOperation.Change change -> keyed.isEmpty() && !ids.containsKey(change.id());
            case BulkOperation.Create create -> true;
            case BulkOperation.Invalid operationInvalid -> true;
        };
    }

    void add(int index, BulkOperation operation) {
        switch (operation) {
            case BulkOperation.Create create
            when create.document().key() != null -> {
                keyed.put(index, create.document());
                keys.put(BulkStore.Keyed.of(create.document()), index);
            }
            case BulkOperation.Create create -> unnamed.put(index, create.document());
            case BulkOperation.Change change -> {
                changes.put(index, change);
                ids.put(change.id(), index);
            }
            case BulkOperation.Invalid operationInvalid -> invalid.put(index, operationInvalid.problem());
        }
    }
}
