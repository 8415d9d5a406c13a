package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentKey;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.OpenToNobody;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Reading documents over HTTP, under {@code /v1/documents} and {@code /documents}. */
@Path("v1/documents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class DocumentsResource {
    private final CallerDatabase database;
    private final DocumentStore store = new DocumentStore();
    private final DidDomain domain;
    private final DocumentAnswers answers;

    public DocumentsResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
        this.answers = new DocumentAnswers(domain);
    }

    @GET
    @OpenToNobody
    @Path("{id}")
    @Operation(operationId = "getDocument", summary = "Read a document")
    @ApiResponse(
            responseCode = "200",
            description = "The document.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "Document")))
    @ApiResponse(
            responseCode = "304",
            description = "It is as the client has it.",
            headers = @Header(name = "ETag", ref = "ETag"))
    @Refuses(value = ProblemCode.NOT_FOUND, beyond = Limit.ENTITY_TAGS)
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "The revs that the client has.", schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_NONE_MATCH)
                    @Nullable
                    String ifNoneMatch) {
        EntityTags known = EntityTags.weak(ifNoneMatch);
        return found(store.get(database.singly(caller), id(id)), known);
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
        return found(document, known);
    }

    // What cannot be an id is the id of nothing.
    static DocumentId id(String text) {
        try {
            return DocumentId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
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

    private Response found(Document document, @Nullable EntityTags known) {
        String tag = document.rev().entityTag();
        if (known != null && known.matches(document.rev())) {
            return Response.notModified().header(HttpHeaders.ETAG, tag).build();
        }
        return Response.ok(answers.json(document), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, tag)
                .build();
    }
}
