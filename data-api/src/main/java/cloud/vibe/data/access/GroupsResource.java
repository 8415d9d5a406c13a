package cloud.vibe.data.access;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import cloud.vibe.data.kernel.Repeatable;
import com.fasterxml.jackson.databind.JsonNode;
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
import org.jspecify.annotations.Nullable;

/** The caller's groups over HTTP, under the permission of the reserved type {@code groups}. */
@Path("v1/groups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Groups")
public final class GroupsResource {
    private final CallerDatabase database;
    private final GroupStore store = new GroupStore();
    private final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

    public GroupsResource(CallerDatabase database) {
        this.database = database;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createGroup",
            summary = "Make a group",
            description = "It takes the permission `groups:write`. A document is shared with a group by its ACL; who is"
                    + " in the group comes to it, and whoever is taken out does no more, at once.")
    @ApiResponse(
            responseCode = "201",
            description = "The group is there, and empty.",
            headers = @Header(name = "Location", ref = "Location"),
            content = @Content(schema = @Schema(ref = "Group")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.REQUEST_BYTES,
                Limit.REQUEST_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.OWNED_GROUPS,
                Limit.IDEMPOTENCY_KEY_LENGTH
            })
    public Answer create(
            @Auth Caller caller,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(schema = @Schema(ref = "GroupRequest")) InputStream body)
            throws IOException {
        JsonNode json = JsonRequest.read(body, Group.MEMBERS);
        String name = Group.name(json);
        UUID fresh = ids.generate();
        return database.once(caller, Repeatable.of(idempotencyKey, "POST", "groups", json.toString()), statements -> {
            Group created = store.create(statements, fresh, name);
            return Answer.of(201)
                    .with(HttpHeaders.LOCATION, "/v1/groups/" + created.id())
                    .telling(created.json(), Group.TYPE);
        });
    }

    @GET
    @Operation(operationId = "listGroups", summary = "List the caller's groups", description = "The newest first.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "GroupList")))
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
        List<Group> found = store.list(database.singly(caller), page);
        return Response.ok(page.json(found, Group::id, Group::json)).build();
    }

    @GET
    @Path("{group}")
    @Operation(
            operationId = "getGroup",
            summary = "Read a group",
            description = "One of the caller's own; its members stand in /members.")
    @ApiResponse(responseCode = "200", description = "The group.", content = @Content(schema = @Schema(ref = "Group")))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "Which group.", schema = @Schema(ref = "GroupId")) @PathParam("group")
                    String group) {
        return Response.ok(store.get(database.singly(caller), id(group)).json()).build();
    }

    @PUT
    @Path("{group}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "renameGroup", summary = "Rename a group")
    @ApiResponse(
            responseCode = "200",
            description = "The group as it is now.",
            content = @Content(schema = @Schema(ref = "Group")))
    @Refuses(
            value = {ProblemCode.INVALID_JSON, ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING},
            beyond = {Limit.REQUEST_BYTES, Limit.REQUEST_DEPTH, Limit.NUMBER_DIGITS})
    public Response rename(
            @Auth Caller caller,
            @Parameter(description = "Which group.", schema = @Schema(ref = "GroupId")) @PathParam("group")
                    String group,
            @Parameter(schema = @Schema(ref = "GroupRequest")) InputStream body)
            throws IOException {
        return Response.ok(store.rename(
                                database.singly(caller), id(group), Group.name(JsonRequest.read(body, Group.MEMBERS)))
                        .json())
                .build();
    }

    @DELETE
    @Path("{group}")
    @Operation(
            operationId = "deleteGroup",
            summary = "Dissolve a group",
            description = "Its members lose what was shared with it, at once.")
    @ApiResponse(responseCode = "204", description = "The group is gone.")
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response delete(
            @Auth Caller caller,
            @Parameter(description = "Which group.", schema = @Schema(ref = "GroupId")) @PathParam("group")
                    String group) {
        store.delete(database.singly(caller), id(group));
        return Response.noContent().build();
    }

    static UUID id(String group) {
        return AclResource.document(group).value();
    }
}
