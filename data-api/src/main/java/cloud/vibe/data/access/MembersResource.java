package cloud.vibe.data.access;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Grantee;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is in a group, over HTTP, for who owns it. A member is not asked, sees it in {@code /v1/memberships}, and may leave. */
@Path("v1/groups/{group}/members")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Groups")
public final class MembersResource {
    private final CallerDatabase database;
    private final GroupStore store = new GroupStore();
    private final DidDomain domain;

    public MembersResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @GET
    @Operation(operationId = "listMembers", summary = "List the members of a group")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "MemberPage")))
    @Refuses(
            value = {ProblemCode.INVALID_CURSOR, ProblemCode.NOT_FOUND},
            beyond = Limit.PAGE_SIZE)
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "Of which group.", schema = @Schema(ref = "GroupId")) @PathParam("group")
                    String group,
            @Parameter(description = "How many at most.", schema = @Schema(ref = "PageSize"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the page before.", schema = @Schema(ref = "Cursor"))
                    @QueryParam("after")
                    @Nullable
                    String after) {
        IdPage page = IdPage.of(limit, after);
        List<GroupStore.Member> found = store.members(database.singly(caller), GroupsResource.id(group), page);
        return Response.ok(page.json(found, member -> member.who().id(), this::json))
                .build();
    }

    @PUT
    @Path("{member}")
    @Operation(
            operationId = "addMember",
            summary = "Take somebody into a group",
            description = "A person by DID or id, an app by its DID. Whether they exist is not asked. Idempotent.")
    @ApiResponse(responseCode = "204", description = "They are in the group.")
    @Refuses(
            value = {ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING},
            beyond = {Limit.GROUP_MEMBERS, Limit.GROUPS_WITH_MEMBER, Limit.MEMBERSHIPS})
    public Response add(
            @Auth Caller caller,
            @Parameter(description = "Into which group.", schema = @Schema(ref = "GroupId")) @PathParam("group")
                    String group,
            @Parameter(description = "Whom.", schema = @Schema(ref = "PrincipalName")) @PathParam("member")
                    String member) {
        store.add(database.singly(caller), GroupsResource.id(group), member(member));
        return Response.noContent().build();
    }

    @DELETE
    @Path("{member}")
    @Operation(
            operationId = "removeMember",
            summary = "Take somebody out of a group, or leave it",
            description = "They lose what is shared with the group, at once. Its owner takes out anybody, idempotently;"
                    + " everybody else takes out themselves.")
    @ApiResponse(responseCode = "204", description = "They are not in the group.")
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response remove(
            @Auth Caller caller,
            @Parameter(description = "Out of which group.", schema = @Schema(ref = "GroupId")) @PathParam("group")
                    String group,
            @Parameter(description = "Whom.", schema = @Schema(ref = "PrincipalName")) @PathParam("member")
                    String member) {
        store.takeOut(
                database.singly(caller),
                GroupsResource.id(group),
                member(member).id());
        return Response.noContent().build();
    }

    private Grantee member(String text) {
        try {
            return Grantee.owner(DidDomain.inPath(text), domain);
        } catch (IllegalArgumentException e) {
            throw Problem.invalidRequest("A member is a person by DID or id, or an app by its DID.");
        }
    }

    private String json(GroupStore.Member member) {
        StringBuilder json = new StringBuilder("{\"principal\":");
        member.who().appendJson(json, domain);
        return json.append(",\"addedAt\":\"")
                .append(WireTime.of(member.since()))
                .append("\"}")
                .toString();
    }
}
