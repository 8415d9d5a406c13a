package cloud.vibe.data.type;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What types there are and what they look like, over HTTP. */
@Path("v1/types")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Types")
public final class TypesResource {
    private final SampleStore store;

    public TypesResource(CallerDatabase database) {
        this.store = new SampleStore(database);
    }

    @GET
    @Operation(
            operationId = "listTypes",
            summary = "List the types of which the caller may read something",
            description =
                    "Each with how many documents there are, counted up to 1,000, their own and others'."
                            + " What others share is counted among the newest 1,000 of it all; isExact says whether there are more.")
    @ApiResponse(
            responseCode = "200",
            description = "The types by name; isComplete says whether they are all of them.",
            content = @Content(schema = @Schema(ref = "TypePage")))
    @Refuses
    public Response list(@Auth Caller caller) {
        return Response.ok(store.types(caller).json()).build();
    }

    @GET
    @Path("{type}")
    @Operation(
            operationId = "getType",
            summary = "Tell what documents of a type look like",
            description =
                    "As far as a sample shows: the newest 500 of the caller's own documents, and up to 600 that others let them"
                            + " read. Examples are of their own documents only.")
    @ApiResponse(
            responseCode = "200",
            description = "The paths that there are.",
            content = @Content(schema = @Schema(ref = "TypeShape")))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response shape(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type) {
        return Response.ok(store.shape(caller, TypeJson.type(type)).json()).build();
    }
}
