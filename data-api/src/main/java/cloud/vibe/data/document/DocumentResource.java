package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.OpenToNobody;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Reading one document over HTTP. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class DocumentResource {
    private final CallerDatabase database;
    private final DocumentStore store = new DocumentStore();
    private final DocumentAnswers answers;

    public DocumentResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.answers = new DocumentAnswers(domain);
    }

    @GET
    @OpenToNobody
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
        return answers.found(store.get(database.singly(caller), id(id)), known);
    }

    // What cannot be an id is the id of nothing.
    static DocumentId id(String text) {
        try {
            return DocumentId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }
}
