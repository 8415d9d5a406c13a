package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.ContentCheck;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import cloud.vibe.data.kernel.Repeatable;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Many writes of documents in one request. */
@Path("v1/documents/bulk")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class BulkResource {
    // A bulk is held in memory several times over while it is worked on.
    private static final int AT_ONCE = 4;
    private static final int WAIT_SECONDS = 10;

    private final CallerDatabase database;
    private final BulkWrites writes;
    private final Runnable afterCommit;
    private final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();
    private final Semaphore places = new Semaphore(AT_ONCE);

    /**
     * Wires the resource.
     *
     * @param check what apps want of the data that they write
     * @param afterCommit told after each change, so that nobody on this node has to wait for the next poll
     */
    public BulkResource(CallerDatabase database, ContentCheck check, Runnable afterCommit) {
        this.database = database;
        this.writes = new BulkWrites(new AppSchemas(check));
        this.afterCommit = afterCommit;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "writeDocuments",
            summary = "Write many documents at once",
            description =
                    "Creates, replaces, patches and deletes, as if they were done in their order. Unless atomic is false it is all or nothing: the problem of the first operation that fails is the answer, with its place, and nothing is kept. With atomic false each stands for itself.")
    @ApiResponse(
            responseCode = "200",
            description = "A result for each operation, in their order.",
            content = @Content(schema = @Schema(ref = "BulkResults")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_REQUEST,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.SCHEMA_VIOLATION,
                ProblemCode.INVALID_PATCH,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.NOT_FOUND,
                ProblemCode.KEY_TAKEN,
                ProblemCode.PATCH_TEST_FAILED,
                ProblemCode.PATCH_CONFLICT,
                ProblemCode.REV_STALE,
                ProblemCode.REV_REQUIRED,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.BULK_OPERATIONS,
                Limit.BULK_BYTES,
                Limit.DOCUMENT_BYTES,
                Limit.DOCUMENT_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.KEY_LENGTH,
                Limit.PATCH_OPERATIONS,
                Limit.IDEMPOTENCY_KEY_LENGTH,
                Limit.TREE_LOCKS
            })
    public Answer write(
            @Auth Caller caller,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(schema = @Schema(ref = "BulkRequest")) InputStream body)
            throws IOException {
        String text = RequestBody.readBulk(body);
        takePlace();
        try {
            Answer answer = write(caller, Repeatable.of(idempotencyKey, "POST", "bulk", text), text);
            afterCommit.run();
            return answer;
        } finally {
            places.release();
        }
    }

    private Answer write(Caller caller, @Nullable Repeatable repeatable, String text) {
        BulkRequest request = BulkRequest.parse(text, () -> new DocumentId(ids.generate()));
        Problem invalid = request.firstInvalid();
        if (request.atomic() && invalid != null) {
            throw invalid;
        }
        return database.once(
                caller,
                repeatable,
                statements -> statements.together(
                        transaction -> Answer.of(200).telling(BulkResult.json(writes.run(transaction, request)))));
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Problem.unavailable("Too many bulk requests are being worked on.", null);
    }
}
