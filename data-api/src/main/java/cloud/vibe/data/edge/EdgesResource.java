package cloud.vibe.data.edge;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.IdPage;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The edges of one document over HTTP. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Edges")
public final class EdgesResource {
    private final CallerDatabase database;
    private final EdgeStore store = new EdgeStore();
    private final DidDomain domain;
    private final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

    public EdgesResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @POST
    @Path("edges")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createEdge",
            summary = "Lead an edge from a document to another",
            description =
                    "It takes the right to write the source and to read the target. An edge `contains` makes the target"
                            + " inherit the rights of the source's ACL, and takes the right to manage both ends.")
    @ApiResponse(
            responseCode = "201",
            description = "The edge is kept.",
            headers = @Header(name = "Location", ref = "Location"),
            content = @Content(schema = @Schema(ref = "Edge")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.NOT_FOUND,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.EDGE_EXISTS,
                ProblemCode.EDGE_CYCLE,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.REQUEST_BYTES,
                Limit.REQUEST_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.EDGE_BYTES,
                Limit.EDGES,
                Limit.CHILDREN,
                Limit.TREE_DEPTH,
                Limit.TREE_DOCUMENTS,
                Limit.ANCESTORS,
                Limit.INHERITED_RIGHTS,
                Limit.IDEMPOTENCY_KEY_LENGTH
            })
    public Answer create(
            @Auth Caller caller,
            @Parameter(description = "From which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(schema = @Schema(ref = "EdgeRequest")) InputStream body)
            throws IOException {
        DocumentId source = document(id);
        EdgeContent content = EdgeContent.read(body);
        DocumentId target = content.target();
        if (target.equals(source)) {
            throw Problem.invalidRequest("An edge leads to another document.");
        }
        Label label = content.label();
        String data = content.data();
        UUID fresh = ids.generate();
        Repeatable repeatable = Repeatable.of(idempotencyKey, "POST", "edges", source.toString(), content.text());
        return asking(() -> database.once(caller, repeatable, statements -> {
            EdgeStore.Made made = store.create(statements, fresh, source, target, label, data);
            return Answer.of(201)
                    .with(
                            HttpHeaders.LOCATION,
                            "/v1/documents/" + source + "/edges/" + made.edge().id())
                    .telling(made.edge().json(domain), made.sourceType(), made.targetType());
        }));
    }

    @GET
    @Path("edges")
    @Operation(
            operationId = "listEdges",
            summary = "List the edges of a document",
            description = "The newest first. An edge is shown to who sees both ends, and to who manages its source;"
                    + " one that contains also to who manages its target.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "EdgePage")))
    @Refuses(
            value = {ProblemCode.INVALID_CURSOR, ProblemCode.NOT_FOUND},
            beyond = Limit.PAGE_SIZE)
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "Of which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(
                            description = "Those from it (the default), to it, or both.",
                            schema = @Schema(ref = "EdgeDirection"))
                    @QueryParam("direction")
                    @Nullable
                    String direction,
            @Parameter(description = "Only those of this label.", schema = @Schema(ref = "EdgeLabel"))
                    @QueryParam("label")
                    @Nullable
                    String label,
            @Parameter(description = "How many at most.", schema = @Schema(ref = "PageSize"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the page before.", schema = @Schema(ref = "Cursor"))
                    @QueryParam("after")
                    @Nullable
                    String after) {
        IdPage page = IdPage.of(limit, after);
        List<Edge> found =
                store.list(database.singly(caller), document(id), Direction.of(direction), label(label), page);
        return Response.ok(page.json(found, Edge::id, edge -> edge.json(domain)))
                .build();
    }

    @GET
    @Path("edges/{edge}")
    @Operation(operationId = "getEdge", summary = "Read an edge", description = "From either of its ends.")
    @ApiResponse(responseCode = "200", description = "The edge.", content = @Content(schema = @Schema(ref = "Edge")))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "One of its ends.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "Which edge.", schema = @Schema(ref = "EdgeId")) @PathParam("edge") String edge) {
        return Response.ok(store.get(database.singly(caller), document(id), edge(edge))
                        .json(domain))
                .build();
    }

    @PUT
    @Path("edges/{edge}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replaceEdge",
            summary = "Replace the data of an edge",
            description = "Its ends and its label stay: make another edge for others.")
    @ApiResponse(
            responseCode = "200",
            description = "The edge as it is now.",
            content = @Content(schema = @Schema(ref = "Edge")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.NOT_FOUND,
                ProblemCode.PERMISSION_MISSING
            },
            beyond = {Limit.REQUEST_BYTES, Limit.REQUEST_DEPTH, Limit.NUMBER_DIGITS, Limit.EDGE_BYTES})
    public Response replace(
            @Auth Caller caller,
            @Parameter(description = "One of its ends.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "Which edge.", schema = @Schema(ref = "EdgeId")) @PathParam("edge") String edge,
            @Parameter(schema = @Schema(ref = "EdgeReplacement")) InputStream body)
            throws IOException {
        EdgeContent content = EdgeContent.replacement(body);
        Edge replaced = asking(() -> store.replace(database.singly(caller), document(id), edge(edge), content.data()));
        return Response.ok(replaced.json(domain)).build();
    }

    @DELETE
    @Path("edges/{edge}")
    @Operation(
            operationId = "deleteEdge",
            summary = "Remove an edge",
            description =
                    "It takes the right to write the source; for one that contains, the right to manage one of its"
                            + " ends. What was inherited by it ends with it, unless it comes another way.")
    @ApiResponse(responseCode = "204", description = "The edge is gone.")
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response delete(
            @Auth Caller caller,
            @Parameter(description = "One of its ends.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "Which edge.", schema = @Schema(ref = "EdgeId")) @PathParam("edge") String edge) {
        return asking(() -> {
            store.delete(database.singly(caller), document(id), edge(edge));
            return Response.noContent().build();
        });
    }

    static DocumentId document(String id) {
        try {
            return DocumentId.parse(id);
        } catch (IllegalArgumentException e) {
            // What cannot be an id is the id of nothing.
            throw Problem.notFound();
        }
    }

    static @Nullable Label label(@Nullable String label) {
        try {
            return label == null ? null : new Label(label);
        } catch (IllegalArgumentException e) {
            throw Problem.invalidRequest("The parameter label is a label such as contains.");
        }
    }

    // Around all of it: what the database refuses within a transaction becomes a problem when that has ended.
    private static <T> T asking(Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem problem) {
            if (problem.code() == ProblemCode.PERMISSION_MISSING) {
                throw Problem.of(
                        ProblemCode.PERMISSION_MISSING,
                        "An edge takes the right to write its source; one that contains takes the right to manage both ends.");
            }
            throw problem;
        }
    }

    private static UUID edge(String id) {
        return document(id).value();
    }
}
