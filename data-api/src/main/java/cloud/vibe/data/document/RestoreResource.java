package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Preference;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import cloud.vibe.data.kernel.Repeatable;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The way back from a tombstone. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class RestoreResource {
    private final CallerDatabase database;
    private final VersionStore store = new VersionStore();
    private final DocumentAnswers answers;
    private final Runnable afterCommit;

    /**
     * Wires the resource.
     *
     * @param afterCommit told after each change, so that nobody on this node has to wait for the next poll
     */
    public RestoreResource(CallerDatabase database, DidDomain domain, Runnable afterCommit) {
        this.database = database;
        this.answers = new DocumentAnswers(domain);
        this.afterCommit = afterCommit;
    }

    @POST
    @Path("restore")
    @Operation(
            operationId = "restoreDocument",
            summary = "Bring a deleted document back",
            description =
                    "With its last data, under its key and to the same readers, within 30 days, by who manages it. One that is not deleted stays as it is. Where another document has been created under its key since, that is refused: delete the other one first.")
    @ApiResponse(
            responseCode = "200",
            description = "The document as it is now.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "Document")))
    @ApiResponse(
            responseCode = "204",
            description = "It is done; the client preferred no body.",
            headers = @Header(name = "ETag", ref = "ETag"))
    @Refuses(
            value = {
                ProblemCode.NOT_FOUND,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.KEY_TAKEN,
                ProblemCode.NOT_KEPT,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {Limit.IDEMPOTENCY_KEY_LENGTH, Limit.ANCESTORS, Limit.INHERITED_RIGHTS})
    public Answer restore(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(description = "How much is answered.", schema = @Schema(ref = "Prefer"))
                    @HeaderParam(Preference.HEADER)
                    @Nullable
                    String prefer) {
        DocumentId document = DocumentResource.id(id);
        Answer answer = database.once(
                caller,
                Repeatable.of(idempotencyKey, "POST", "restore", id),
                statements -> answers.changed(store.restore(statements, document), Preference.of(prefer)));
        afterCommit.run();
        return answer;
    }
}
