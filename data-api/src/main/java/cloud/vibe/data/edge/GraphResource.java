package cloud.vibe.data.edge;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What can be reached from a document by its edges, over HTTP. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Edges")
public final class GraphResource {
    private static final int DEFAULT_EDGES = 100;

    private final CallerDatabase database;
    private final EdgeStore store = new EdgeStore();

    public GraphResource(CallerDatabase database) {
        this.database = database;
    }

    @GET
    @Path("graph")
    @Operation(
            operationId = "walkGraph",
            summary = "Follow the edges of a document",
            description = "Step by step, the nearest documents first, as far as the caller sees them. Each document is"
                    + " entered once, so circles do no harm.")
    @ApiResponse(
            responseCode = "200",
            description = "The documents that were reached, and the edges between them.",
            content = @Content(schema = @Schema(ref = "Graph")))
    @Refuses(
            value = ProblemCode.NOT_FOUND,
            beyond = {Limit.GRAPH_DEPTH, Limit.GRAPH_EDGES})
    public Response walk(
            @Auth Caller caller,
            @Parameter(description = "Where to begin.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "How many steps; one, if it is not said.", schema = @Schema(ref = "GraphDepth"))
                    @QueryParam("depth")
                    @Nullable
                    String depth,
            @Parameter(
                            description = "Edges from a document (the default), to it, or both.",
                            schema = @Schema(ref = "EdgeDirection"))
                    @QueryParam("direction")
                    @Nullable
                    String direction,
            @Parameter(description = "Only those of this label.", schema = @Schema(ref = "EdgeLabel"))
                    @QueryParam("label")
                    @Nullable
                    String label,
            @Parameter(description = "How many edges at most.", schema = @Schema(ref = "GraphEdges"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        Graph graph = store.graph(
                database.singly(caller),
                EdgesResource.document(id),
                Direction.of(direction),
                EdgesResource.label(label),
                depth == null ? 1 : IdPage.number("depth", depth, Limit.GRAPH_DEPTH),
                limit == null ? DEFAULT_EDGES : IdPage.number("limit", limit, Limit.GRAPH_EDGES));
        return Response.ok(graph.json()).build();
    }
}
