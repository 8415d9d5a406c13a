package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.ContentCheck;
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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Changing and deleting one document over HTTP. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class DocumentChangesResource {
    private final CallerDatabase database;
    private final DocumentWrites writes;
    private final DocumentAnswers answers;
    private final Runnable afterCommit;

    /**
     * Wires the resource.
     *
     * @param check what apps want of the data that they write
     * @param afterCommit told after each change, so that nobody on this node has to wait for the next poll
     */
    public DocumentChangesResource(
            CallerDatabase database, DidDomain domain, ContentCheck check, Runnable afterCommit) {
        this.database = database;
        this.writes = new DocumentWrites(new AppSchemas(check));
        this.answers = new DocumentAnswers(domain);
        this.afterCommit = afterCommit;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replaceDocument",
            summary = "Replace a document's data",
            description =
                    "With If-Match only if it is still as the client has read it; without, the last writer wins, unless the app demands a rev for the type.")
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
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.SCHEMA_VIOLATION,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.NOT_FOUND,
                ProblemCode.REV_STALE,
                ProblemCode.REV_REQUIRED,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.DOCUMENT_BYTES,
                Limit.DOCUMENT_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.KEY_LENGTH,
                Limit.ENTITY_TAGS,
                Limit.IDEMPOTENCY_KEY_LENGTH
            })
    public Answer replace(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "The rev that the client has read.", schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(description = "How much is answered.", schema = @Schema(ref = "Prefer"))
                    @HeaderParam(Preference.HEADER)
                    @Nullable
                    String prefer,
            @Parameter(schema = @Schema(ref = "ReplaceRequest")) InputStream body)
            throws IOException {
        Expected expected = Expected.ifMatch(ifMatch);
        DocumentId document = DocumentResource.id(id);
        String text = RequestBody.read(body);
        DocumentContent content = DocumentContent.parse(text);
        Repeatable repeatable = Repeatable.of(idempotencyKey, "PUT", id, ifMatch, text);
        Answer answer = database.once(
                caller,
                repeatable,
                statements -> answers.changed(
                        writes.replace(statements, document, expected, content), Preference.of(prefer)));
        afterCommit.run();
        return answer;
    }

    @PATCH
    @Consumes({Patch.MERGE_PATCH, Patch.JSON_PATCH})
    @Operation(
            operationId = "patchDocument",
            summary = "Change parts of a document's data",
            description =
                    "By a JSON Merge Patch (RFC 7396) or a JSON Patch (RFC 6902); both are of the data alone, so that /title is the member title of data. All of it or nothing. Without If-Match it is applied to whatever others have made of the document meanwhile.")
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
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.SCHEMA_VIOLATION,
                ProblemCode.INVALID_PATCH,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.NOT_FOUND,
                ProblemCode.PATCH_TEST_FAILED,
                ProblemCode.PATCH_CONFLICT,
                ProblemCode.REV_STALE,
                ProblemCode.REV_REQUIRED,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.DOCUMENT_BYTES,
                Limit.DOCUMENT_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.PATCH_OPERATIONS,
                Limit.ENTITY_TAGS,
                Limit.IDEMPOTENCY_KEY_LENGTH
            })
    public Answer patch(
            @Auth Caller caller,
            @Context HttpHeaders headers,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "The rev that the client has read.", schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(description = "How much is answered.", schema = @Schema(ref = "Prefer"))
                    @HeaderParam(Preference.HEADER)
                    @Nullable
                    String prefer,
            @Parameter(schema = @Schema(ref = "PatchRequest")) InputStream body)
            throws IOException {
        Expected expected = Expected.ifMatch(ifMatch);
        DocumentId document = DocumentResource.id(id);
        String text = RequestBody.read(body);
        String mediaType = mediaType(headers.getMediaType());
        Patch patch = Patch.parse(mediaType, text);
        Repeatable repeatable = Repeatable.of(idempotencyKey, "PATCH", id, ifMatch, mediaType, text);
        Answer answer = database.once(
                caller,
                repeatable,
                statements ->
                        answers.changed(writes.patch(statements, document, expected, patch), Preference.of(prefer)));
        afterCommit.run();
        return answer;
    }

    @DELETE
    @Operation(
            operationId = "deleteDocument",
            summary = "Delete a document",
            description = "It can be restored for 30 days; after that its data is gone.")
    @ApiResponse(responseCode = "204", description = "It is gone.")
    @Refuses(
            value = {
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.NOT_FOUND,
                ProblemCode.REV_STALE,
                ProblemCode.REV_REQUIRED,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {Limit.ENTITY_TAGS, Limit.IDEMPOTENCY_KEY_LENGTH})
    public Answer delete(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "Delete only this rev.", schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(description = "How much is answered.", schema = @Schema(ref = "Prefer"))
                    @HeaderParam(Preference.HEADER)
                    @Nullable
                    String prefer) {
        Expected expected = Expected.ifMatch(ifMatch);
        DocumentId document = DocumentResource.id(id);
        Repeatable repeatable = Repeatable.of(idempotencyKey, "DELETE", id, ifMatch);
        Answer answer = database.once(caller, repeatable, statements -> {
            writes.delete(statements, document, expected);
            return DocumentAnswers.gone(Preference.of(prefer));
        });
        afterCommit.run();
        return answer;
    }

    private static String mediaType(MediaType type) {
        return MediaType.valueOf(Patch.JSON_PATCH).isCompatible(type) ? Patch.JSON_PATCH : Patch.MERGE_PATCH;
    }
}
