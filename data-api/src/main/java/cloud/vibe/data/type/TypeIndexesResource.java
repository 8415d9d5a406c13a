package cloud.vibe.data.type;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DataPath;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;

/** Declared indexes over HTTP. An app declares them for itself; whoever may read the type may see them. */
@Path("v1/types")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Types")
public final class TypeIndexesResource {
    private static final int MAX_NAME_BYTES = 1_000;

    private final IndexStore store;

    public TypeIndexesResource(CallerDatabase database) {
        this.store = new IndexStore(database, new TypeStore(database));
    }

    @GET
    @Path("{type}/indexes")
    @Operation(
            operationId = "listIndexes",
            summary = "List the indexes on a type",
            description = "Those of all apps: what is indexed is indexed for everybody who may read the type.")
    @ApiResponse(
            responseCode = "200",
            description = "All of them, with their states.",
            content = @Content(schema = @Schema(ref = "TypeIndexPage")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type) {
        return Response.ok(TypeIndex.json(store.list(caller, TypeJson.type(type))))
                .build();
    }

    @GET
    @Path("{type}/indexes/{path}")
    @Operation(
            operationId = "getIndex",
            summary = "Tell how far an index is",
            description = "Queries go by it once its state is ready; one that has failed says why.")
    @ApiResponse(
            responseCode = "200",
            description = "The index.",
            content = @Content(schema = @Schema(ref = "TypeIndex")))
    @Refuses(
            value = {ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING},
            beyond = Limit.PATH_NAMES)
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type,
            @Parameter(description = "On which path of the data.", schema = @Schema(ref = "IndexPath"))
                    @PathParam("path")
                    String path) {
        return Response.ok(store.get(caller, TypeJson.type(type), path(path))
                        .json()
                        .toString())
                .build();
    }

    @PUT
    @Path("{type}/indexes/{path}")
    @Operation(
            operationId = "declareIndex",
            summary = "Declare an index on a path",
            description =
                    "So that queries with a condition on the path, or sorted by it, are quick. By an app for itself, with write"
                            + " permission on the type. It is built while others write, and used once its state is ready."
                            + " Several apps may declare the same one.")
    @ApiResponse(
            responseCode = "200",
            description = "The app had declared it before.",
            content = @Content(schema = @Schema(ref = "TypeIndex")))
    @ApiResponse(
            responseCode = "201",
            description = "It is declared, and built if it was not there.",
            content = @Content(schema = @Schema(ref = "TypeIndex")))
    @Refuses(
            value = {ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING},
            beyond = {Limit.PATH_NAMES, Limit.APP_INDEXES, Limit.TYPE_INDEXES})
    public Response declare(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type,
            @Parameter(description = "On which path of the data.", schema = @Schema(ref = "IndexPath"))
                    @PathParam("path")
                    String path) {
        TypeSettingsResource.appForItself(caller);
        DocumentType known = TypeJson.type(type);
        DataPath wanted = path(path);
        boolean isNew = store.declare(caller, known, wanted);
        return Response.status(isNew ? Response.Status.CREATED : Response.Status.OK)
                .entity(store.get(caller, known, wanted).json().toString())
                .build();
    }

    @DELETE
    @Path("{type}/indexes/{path}")
    @Operation(
            operationId = "withdrawIndex",
            summary = "Withdraw an index",
            description = "It goes when no app wants it any more.")
    @ApiResponse(responseCode = "204", description = "The app does not want it any more.")
    @Refuses(
            value = {ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING},
            beyond = Limit.PATH_NAMES)
    public Response withdraw(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type,
            @Parameter(description = "On which path of the data.", schema = @Schema(ref = "IndexPath"))
                    @PathParam("path")
                    String path) {
        TypeSettingsResource.appForItself(caller);
        store.withdraw(caller, TypeJson.type(type), path(path));
        return Response.noContent().build();
    }

    // A slash or a backslash does not get through an address unchanged, and no proxy is asked to let it.
    private static DataPath path(String text) {
        boolean isPlain = text.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
        if (isPlain && text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
            try {
                DataPath path = DataPath.parse(text);
                if (path.names().size() > Limit.PATH_NAMES.max()) {
                    throw Problem.beyond(Limit.PATH_NAMES);
                }
                return path;
            } catch (IllegalArgumentException e) {
                // Answered below.
            }
        }
        throw Problem.invalidRequest(
                "The path is one into the data such as address.city, of at most " + MAX_NAME_BYTES
                        + " bytes, by names without dots, slashes and backslashes; what stands beside the data needs no index.");
    }
}
