package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.ContentCheck;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.Preference;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import cloud.vibe.data.kernel.Repeatable;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Creating documents over HTTP, and reading them by their keys. */
@Path("v1/documents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class DocumentsResource {
    private final CallerDatabase database;
    private final DocumentStore store = new DocumentStore();
    private final DocumentWrites writes;
    private final DidDomain domain;
    private final DocumentAnswers answers;
    private final Runnable afterCommit;
    private final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

    /**
     * Wires the resource.
     *
     * @param check what apps want of the data that they write
     * @param afterCommit told after each change, so that nobody on this node has to wait for the next poll
     */
    public DocumentsResource(CallerDatabase database, DidDomain domain, ContentCheck check, Runnable afterCommit) {
        this.database = database;
        this.writes = new DocumentWrites(new AppSchemas(check));
        this.domain = domain;
        this.answers = new DocumentAnswers(domain);
        this.afterCommit = afterCommit;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createDocument",
            summary = "Create a document",
            description =
                    "The person whom the app acts for becomes its owner, and the server makes its id. With a key it is created once: the same first data again leads to the document as it is now. After that one has been deleted, a new document is made, with an id of its own.")
    @ApiResponse(
            responseCode = "201",
            description = "The document is kept. There is no body where the client prefers none.",
            headers = {@Header(name = "ETag", ref = "ETag"), @Header(name = "Location", ref = "Location")},
            content = @Content(schema = @Schema(ref = "Document")))
    @ApiResponse(
            responseCode = "200",
            description = "It was created with this key and this data before; this is what it is now.",
            headers = {@Header(name = "ETag", ref = "ETag"), @Header(name = "Location", ref = "Location")},
            content = @Content(schema = @Schema(ref = "Document")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.SCHEMA_VIOLATION,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.KEY_TAKEN,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.DOCUMENT_BYTES,
                Limit.DOCUMENT_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.KEY_LENGTH,
                Limit.IDEMPOTENCY_KEY_LENGTH
            })
    public Answer create(
            @Auth Caller caller,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(description = "How much is answered.", schema = @Schema(ref = "Prefer"))
                    @HeaderParam(Preference.HEADER)
                    @Nullable
                    String prefer,
            @Parameter(schema = @Schema(ref = "CreateRequest")) InputStream body)
            throws IOException {
        String text = RequestBody.read(body);
        DocumentContent content = DocumentContent.parse(text);
        NewDocument document =
                new NewDocument(new DocumentId(ids.generate()), content.requiredType(), content.key(), content.data());
        Repeatable repeatable = Repeatable.of(idempotencyKey, "POST", "documents", text);
        Answer answer = database.once(
                caller,
                repeatable,
                statements -> answers.kept(writes.create(statements, document), Preference.of(prefer)));
        afterCommit.run();
        return answer;
    }

    @GET
    @Path("by-key/{type}/{key: .+}")
    @Operation(
            operationId = "getDocumentByKey",
            summary = "Read a document by its key",
            description =
                    "One of the caller's own, or of another owner who shares it with them. Characters that a path cannot carry, a slash that must not be taken for one among them, are a reason to list with the parameter key.")
    @ApiResponse(
            responseCode = "200",
            description = "The document.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "Document")))
    @ApiResponse(
            responseCode = "304",
            description = "It is as the client has it.",
            headers = @Header(name = "ETag", ref = "ETag"))
    @Refuses(
            value = {ProblemCode.INVALID_REQUEST, ProblemCode.NOT_FOUND},
            beyond = {Limit.KEY_LENGTH, Limit.ENTITY_TAGS})
    public Response getByKey(
            @Auth Caller caller,
            @Parameter(description = "Of which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type,
            @Parameter(description = "Under which key.", schema = @Schema(ref = "DocumentKey")) @PathParam("key")
                    String key,
            @Parameter(description = "Whose document, unless it is one's own.", schema = @Schema(ref = "Did"))
                    @QueryParam("owner")
                    @Nullable
                    String owner,
            @Parameter(description = "The revs that the client has.", schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_NONE_MATCH)
                    @Nullable
                    String ifNoneMatch) {
        EntityTags known = EntityTags.weak(ifNoneMatch);
        Document document =
                store.getByKey(database.singly(caller), owner(caller, owner), type(type), DocumentKey.parse(key));
        return answers.found(document, known);
    }

    private static DocumentType type(String text) {
        try {
            return new DocumentType(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    private Owner owner(Caller caller, @Nullable String text) {
        if (text == null || text.equals("me")) {
            return caller.me();
        }
        return domain.owner(text)
                .orElseThrow(() -> Problem.invalidRequest("The owner is me, or the DID of somebody of this cloud."));
    }
}
