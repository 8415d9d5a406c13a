package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.OpenToNobody;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Documents of the caller over HTTP, under {@code /v1/documents} and, as the mission names it, {@code /documents}. */
@Path("{version: (v1/)?}documents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class DocumentsResource {
    private static final String PLACE = "/v1/documents/";

    private final DocumentStore store;
    private final DidDomain domain;
    private final Runnable afterCommit;
    private final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

    /**
     * Wires the resource.
     *
     * @param afterCommit told after each change, so that nobody on this node has to wait for the next poll
     */
    public DocumentsResource(CallerDatabase database, DidDomain domain, Runnable afterCommit) {
        this.store = new DocumentStore(database);
        this.domain = domain;
        this.afterCommit = afterCommit;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createDocument",
            summary = "Create a document",
            description = "The person whom the app acts for becomes its owner, and the server makes its id.")
    @ApiResponse(
            responseCode = "201",
            description = "The document is kept.",
            headers = {@Header(name = "ETag", ref = "ETag"), @Header(name = "Location", ref = "Location")},
            content = @Content(schema = @Schema(ref = "Document")))
    @Refuses(
            value = {ProblemCode.INVALID_JSON, ProblemCode.INVALID_DOCUMENT, ProblemCode.PERMISSION_MISSING},
            beyond = {Limit.DOCUMENT_BYTES, Limit.DOCUMENT_DEPTH, Limit.NUMBER_DIGITS})
    public Response create(@Auth Caller caller, @Parameter(schema = @Schema(ref = "CreateRequest")) InputStream body)
            throws IOException {
        DocumentContent content = DocumentContent.parse(RequestBody.read(body));
        DocumentType type = content.type();
        if (type == null) {
            throw Problem.invalidDocument("The member type is missing.");
        }
        Document created = store.create(caller, new DocumentId(ids.generate()), type, content.data());
        afterCommit.run();
        return full(Response.status(Response.Status.CREATED), created)
                .header(HttpHeaders.LOCATION, PLACE + created.id())
                .build();
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
        Document found = store.get(caller, id(id));
        if (known != null && known.matches(found.rev())) {
            return Response.notModified()
                    .header(HttpHeaders.ETAG, found.rev().entityTag())
                    .build();
        }
        return full(Response.ok(), found).build();
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replaceDocument",
            summary = "Replace a document's data",
            description = "Only if it is still as the client has read it.")
    @ApiResponse(
            responseCode = "200",
            description = "The document as it is now.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "Document")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.NOT_FOUND,
                ProblemCode.REV_STALE,
                ProblemCode.REV_REQUIRED
            },
            beyond = {Limit.DOCUMENT_BYTES, Limit.DOCUMENT_DEPTH, Limit.NUMBER_DIGITS, Limit.ENTITY_TAGS})
    public Response replace(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(
                            required = true,
                            description = "The rev that the client has read.",
                            schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @Parameter(schema = @Schema(ref = "ReplaceRequest")) InputStream body)
            throws IOException {
        EntityTags expected = EntityTags.strong(ifMatch);
        if (expected == null) {
            throw Problem.of(
                    ProblemCode.REV_REQUIRED, "Without it you might overwrite a change that you have not seen.");
        }
        DocumentContent content = DocumentContent.parse(RequestBody.read(body));
        Document replaced = store.replace(caller, id(id), expected, content);
        afterCommit.run();
        return full(Response.ok(), replaced).build();
    }

    @DELETE
    @Path("{id}")
    @Operation(operationId = "deleteDocument", summary = "Delete a document")
    @ApiResponse(responseCode = "204", description = "It is gone.")
    @Refuses(
            value = {ProblemCode.PERMISSION_MISSING, ProblemCode.NOT_FOUND, ProblemCode.REV_STALE},
            beyond = Limit.ENTITY_TAGS)
    public Response delete(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "Delete only this rev.", schema = @Schema(ref = "EntityTags"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch) {
        store.delete(caller, id(id), Optional.ofNullable(EntityTags.strong(ifMatch)));
        afterCommit.run();
        return Response.noContent().build();
    }

    // What cannot be an id is the id of nothing.
    private static DocumentId id(String text) {
        try {
            return DocumentId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    private Response.ResponseBuilder full(Response.ResponseBuilder response, Document document) {
        StringBuilder json = new StringBuilder(512);
        document.appendJson(json, domain);
        return response.entity(json.toString())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, document.rev().entityTag());
    }
}
