package cloud.vibe.data.access;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Acl;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** With whom a document is shared, over HTTP, for who manages it. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public final class AclResource {
    private final CallerDatabase database;
    private final AclStore store = new AclStore();
    private final DidDomain domain;

    public AclResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @GET
    @Path("acl")
    @Operation(
            operationId = "getAcl",
            summary = "Read the ACL of a document",
            description = "Its own entries; what it inherits stands in /access.")
    @ApiResponse(
            responseCode = "200",
            description = "The ACL.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "Acl")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Answer get(
            @Auth Caller caller,
            @Parameter(description = "Of which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id) {
        return answer(store.get(database.singly(caller), document(id)));
    }

    @PUT
    @Path("acl")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replaceAcl",
            summary = "Share a document",
            description = "The entries replace those that are there. Whether a principal exists is not asked, so that"
                    + " nobody finds out who does. Write includes read; manage (to share, delete and restore) includes"
                    + " both. Everyone can be given nothing but read: the document is then public, for whoever knows its"
                    + " id. The rev stays. Documents that this one contains inherit the entries. Who loses manage also"
                    + " loses the edges by which something of theirs contains it, or anything below it.")
    @ApiResponse(
            responseCode = "200",
            description = "The ACL as it is now.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "Acl")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.NOT_FOUND,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.ACL_STALE,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.REQUEST_BYTES,
                Limit.REQUEST_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.ACL_ENTRIES,
                Limit.INHERITED_RIGHTS,
                Limit.ENTITY_TAGS,
                Limit.IDEMPOTENCY_KEY_LENGTH
            })
    public Answer replace(
            @Auth Caller caller,
            @Parameter(description = "Of which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(
                            description = "The ETag of the ACL that was read; without it the last writer wins.",
                            schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(schema = @Schema(ref = "Acl")) InputStream body)
            throws IOException {
        DocumentId document = document(id);
        EntityTags expected = EntityTags.strong(ifMatch);
        Acl acl = Acl.parse(JsonRequest.read(body, Set.of("entries")).path("entries"), domain);
        Repeatable repeatable = Repeatable.of(idempotencyKey, "PUT", "acl", document.toString(), ifMatch, acl.stored());
        return database.once(
                caller, repeatable, statements -> answer(store.replace(statements, document, expected, acl)));
    }

    static DocumentId document(String id) {
        try {
            return DocumentId.parse(id);
        } catch (IllegalArgumentException e) {
            // What cannot be an id is the id of nothing.
            throw Problem.notFound();
        }
    }

    private Answer answer(AclStore.Tagged tagged) {
        StringBuilder json = new StringBuilder("{\"entries\":");
        tagged.acl().appendJson(json, domain);
        return Answer.of(200)
                .with(HttpHeaders.ETAG, '"' + tagged.tag() + '"')
                .telling(json.append('}').toString(), tagged.type().value());
    }
}
