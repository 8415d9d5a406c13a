package cloud.vibe.data.document;

import cloud.vibe.data.database.CallerTransaction;
import cloud.vibe.data.database.Standing;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.Problem;
import java.util.Arrays;
import java.util.List;

/**
 * The operations of a bulk request as if they were done one after the other. What cannot tell in which order it is done is done at once, in
 * a few statements ({@link BulkWave}); an operation that meets a document of one before it begins the next wave.
 */
final class BulkWrites {
    private final BulkStore store = new BulkStore();
    private final AppSchemas schemas;

    BulkWrites(AppSchemas schemas) {
        this.schemas = schemas;
    }

    /**
     * Does all of it in the transaction, which the caller commits.
     *
     * @throws Problem of the first operation that fails, if it is to be all or nothing
     */
    List<BulkResult> run(CallerTransaction transaction, BulkRequest request) {
        BulkResult[] results = new BulkResult[request.operations().size()];
        Permissions permissions = permissions(transaction);
        AppSchemas.OfRequest asked = schemas.ofRequest(transaction.caller());
        BulkWave wave = new BulkWave();
        for (int i = 0; i < results.length; i++) {
            BulkOperation operation = request.operations().get(i);
            if (!wave.takes(operation)) {
                run(transaction, asked, permissions, request, wave, results);
                wave = new BulkWave();
            }
            wave.add(i, operation);
        }
        run(transaction, asked, permissions, request, wave, results);
        return Arrays.asList(results);
    }

    private void run(
            CallerTransaction transaction,
            AppSchemas.OfRequest asked,
            Permissions permissions,
            BulkRequest request,
            BulkWave wave,
            BulkResult[] results) {
        new BulkWaveRun(transaction, store, asked, permissions, request.atomic(), results).run(wave);
        if (request.atomic()) {
            requireAllDone(results);
        }
    }

    private static void requireAllDone(BulkResult[] results) {
        for (int i = 0; i < results.length; i++) {
            if (results[i] instanceof BulkResult.Refused refused) {
                throw refused.problem().inOperation(i);
            }
        }
    }

    // What the database would refuse anyway is told apart here, for a statement for many documents fails as a whole.
    private static Permissions permissions(CallerTransaction transaction) {
        return switch (transaction.standing()) {
            case Standing.Good good -> good.permissions();
            case Standing.Refused refused -> throw refused.problem();
        };
    }
}
