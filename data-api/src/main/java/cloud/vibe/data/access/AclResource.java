package cloud.vibe.data.access;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Acl;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Limit;
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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** With whom a document is shared, over HTTP, for who manages it. */
@Path("v1/documents/{id: [0-9a-f-]{36}}/acl")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public final class AclResource {
    private final AclStore store;
    private final DidDomain domain;

    public AclResource(CallerDatabase database, DidDomain domain) {
        this.store = new AclStore(database);
        this.domain = domain;
    }

    @GET
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
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "Of which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id) {
        return answer(store.get(caller, document(id)));
    }

    @PUT
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
                ProblemCode.ACL_STALE
            },
            beyond = {
                Limit.REQUEST_BYTES,
                Limit.REQUEST_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.ACL_ENTRIES,
                Limit.INHERITED_RIGHTS,
                Limit.ENTITY_TAGS
            })
    public Response replace(
            @Auth Caller caller,
            @Parameter(description = "Of which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(
                            description = "The ETag of the ACL that was read; without it the last writer wins.",
                            schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @Parameter(schema = @Schema(ref = "Acl")) InputStream body)
            throws IOException {
        EntityTags expected = EntityTags.strong(ifMatch);
        Acl acl = Acl.parse(JsonRequest.read(body, Set.of("entries")).path("entries"), domain);
        return answer(store.replace(caller, document(id), expected, acl));
    }

    static DocumentId document(String id) {
        try {
            return DocumentId.parse(id);
        } catch (IllegalArgumentException e) {
            // What cannot be an id is the id of nothing.
            throw Problem.notFound();
        }
    }

    private Response answer(AclStore.Tagged tagged) {
        StringBuilder json = new StringBuilder("{\"entries\":");
        tagged.acl().appendJson(json, domain);
        return Response.ok(json.append('}').toString())
                .header(HttpHeaders.ETAG, '"' + tagged.tag() + '"')
                .build();
    }
}
