package cloud.vibe.data.access;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import cloud.vibe.data.kernel.WireTime;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The groups that the caller is in, whoever has put them there, over HTTP. What their owners call them is not told. */
@Path("v1/memberships")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Groups")
public final class MembershipsResource {
    private final CallerDatabase database;
    private final GroupStore store = new GroupStore();
    private final DidDomain domain;

    public MembershipsResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @GET
    @Operation(
            operationId = "listMemberships",
            summary = "List the groups that the caller is in",
            description = "Whose they are, and since when; the newest group first. It takes the permission"
                    + " `groups:read`. One leaves a group by taking oneself out of its members, with `groups:write`.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "MembershipPage")))
    @Refuses(value = ProblemCode.INVALID_CURSOR, beyond = Limit.PAGE_SIZE)
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "How many at most.", schema = @Schema(ref = "PageSize"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the page before.", schema = @Schema(ref = "Cursor"))
                    @QueryParam("after")
                    @Nullable
                    String after) {
        IdPage page = IdPage.of(limit, after);
        return Response.ok(page.json(
                        store.memberships(database.singly(caller), page), GroupStore.Membership::group, this::json))
                .build();
    }

    private String json(GroupStore.Membership membership) {
        StringBuilder json =
                new StringBuilder("{\"group\":\"").append(membership.group()).append("\",\"owner\":");
        membership.owner().appendJson(json, domain);
        return json.append(",\"addedAt\":\"")
                .append(WireTime.of(membership.since()))
                .append("\"}")
                .toString();
    }
}
