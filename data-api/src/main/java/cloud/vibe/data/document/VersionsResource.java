package cloud.vibe.data.document;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DocumentId;
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

/** What a document was before, for who manages it. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class VersionsResource {
    private final CallerDatabase database;
    private final VersionStore store = new VersionStore();

    public VersionsResource(CallerDatabase database) {
        this.database = database;
    }

    @GET
    @Path("versions")
    @Operation(
            operationId = "listVersions",
            summary = "List what a document was before",
            description =
                    "The newest first, without what it is now. There are as many as the settings of the type say for the app that has written, which is none unless they say otherwise; of a deleted document they are kept for 30 days, and so is what it was at the end. For who manages the document only.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "VersionPage")))
    @Refuses(
            value = {ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING, ProblemCode.INVALID_CURSOR},
            beyond = Limit.PAGE_SIZE)
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "How many at most.", schema = @Schema(ref = "PageSize"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the page before.", schema = @Schema(ref = "Cursor"))
                    @QueryParam("after")
                    @Nullable
                    String after) {
        VersionPage.Wanted wanted = VersionPage.Wanted.of(limit, after);
        VersionPage page = store.list(database.singly(caller), DocumentResource.id(id), wanted);
        return Response.ok(page.json()).build();
    }

    @GET
    @Path("versions/{rev}")
    @Operation(
            operationId = "getVersion",
            summary = "Read what a document was at a rev",
            description = "As long as it is kept. For who manages the document only.")
    @ApiResponse(
            responseCode = "200",
            description = "What it was.",
            content = @Content(schema = @Schema(ref = "Version")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "Which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id,
            @Parameter(description = "Which of its revs.", schema = @Schema(ref = "Rev")) @PathParam("rev")
                    String rev) {
        StringBuilder json = new StringBuilder(512);
        store.get(database.singly(caller), DocumentResource.id(id), rev).appendJson(json);
        return Response.ok(json.toString()).build();
    }
}
