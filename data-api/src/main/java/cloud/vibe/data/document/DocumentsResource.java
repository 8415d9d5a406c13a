package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.OpenToNobody;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.dropwizard.auth.Auth;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
    public Response create(@Auth Caller caller, InputStream body) throws IOException {
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
    public Response list(
            @Auth Caller caller,
            @QueryParam("type") @Nullable String type,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        PageRequest request = PageRequest.of(type, limit, after);
        return Response.ok(store.list(caller, request).json(domain)).build();
    }

    @GET
    @OpenToNobody
    @Path("{id}")
    public Response get(
            @Auth Caller caller,
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
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
    public Response replace(
            @Auth Caller caller,
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            InputStream body)
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
    public Response delete(
            @Auth Caller caller,
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
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
