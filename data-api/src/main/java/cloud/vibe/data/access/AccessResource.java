package cloud.vibe.data.access;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
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
import java.util.List;

/** Who comes to a document and why, over HTTP, for who manages it. */
@Path(DocumentId.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public final class AccessResource {
    private static final int MAX_REASONS = 1_000;

    private final CallerDatabase database;
    private final AclStore store = new AclStore();
    private final DidDomain domain;

    public AccessResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @GET
    @Path("access")
    @Operation(
            operationId = "explainAccess",
            summary = "Say who comes to a document, and why",
            description =
                    "The owner; the entries of its own ACL and those that it inherits, with the document that they come"
                            + " from; certificates that count now; and, told to the owner alone, apps that may work on"
                            + " their own. Whoever is named must have let in an app that may read the type as well. At"
                            + " most 1,000 reasons are told, and truncated says whether there are more.")
    @ApiResponse(
            responseCode = "200",
            description = "The reasons.",
            content = @Content(schema = @Schema(ref = "AccessReasons")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "To which document.", schema = @Schema(ref = "DocumentId")) @PathParam("id")
                    String id) {
        List<Reason> reasons = store.access(database.singly(caller), AclResource.document(id), MAX_REASONS + 1);
        List<String> items = reasons.stream()
                .limit(MAX_REASONS)
                .map(reason -> reason.json(domain))
                .toList();
        return Response.ok("{\"items\":[" + String.join(",", items) + "],\"truncated\":"
                        + (reasons.size() > MAX_REASONS) + "}")
                .build();
    }
}
