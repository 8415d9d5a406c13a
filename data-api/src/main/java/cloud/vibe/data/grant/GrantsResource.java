package cloud.vibe.data.grant;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Permission;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the person has allowed apps, over HTTP: shown as it is enforced here, and taken back where it is kept. */
@Path("v1/grants")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Grants")
public final class GrantsResource {
    private final CallerDatabase database;
    private final OwnGrantStore store = new OwnGrantStore();
    private final GrantStore grants;
    private final IdentityGrants identity;
    private final DidDomain domain;

    public GrantsResource(CallerDatabase database, RoleDatabase events, IdentityGrants identity, DidDomain domain) {
        this.database = database;
        this.grants = new GrantStore(events);
        this.identity = identity;
        this.domain = domain;
    }

    @GET
    @Operation(
            operationId = "listGrants",
            summary = "List what the person has allowed apps",
            description =
                    "The app's own grant; with the permission `grants:read` all of the person's, also those that have"
                            + " ended. In no order that means anything.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "GrantList")))
    @Refuses(
            value = {ProblemCode.INVALID_CURSOR, ProblemCode.PERMISSION_MISSING},
            beyond = Limit.PAGE_SIZE)
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
        requirePerson(caller);
        IdPage page = IdPage.of(limit, after);
        List<OwnGrant> found = store.list(database.singly(caller), page);
        return Response.ok(page.json(found, grant -> grant.id().value(), grant -> grant.json(domain)))
                .build();
    }

    @GET
    @Path("{app}")
    @Operation(
            operationId = "getGrant",
            summary = "Read what the person has allowed one app",
            description = "An app reads its own grant; another's it takes the permission `grants:read` to read.")
    @ApiResponse(responseCode = "200", description = "The grant.", content = @Content(schema = @Schema(ref = "Grant")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "Which app.", schema = @Schema(ref = "AppId")) @PathParam("app") String app) {
        requirePerson(caller);
        return Response.ok(store.get(database.singly(caller), id(app)).json(domain))
                .build();
    }

    @DELETE
    @Path("{app}")
    @Operation(
            operationId = "endGrant",
            summary = "Shut an app out",
            description =
                    "Every token that the app has of this person is refused then, here and on the identity side, and its"
                            + " sign-in ends. An app may give up its own grant; for that of another it takes the permission"
                            + " `grants:write`. What has ended stays so.")
    @ApiResponse(responseCode = "202", description = "It is taken back, and takes effect here in a moment.")
    @ApiResponse(responseCode = "204", description = "It is taken back, and in effect.")
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response end(
            @Auth Caller caller,
            @Context HttpHeaders headers,
            @Parameter(description = "Which app.", schema = @Schema(ref = "AppId")) @PathParam("app") String app) {
        return change(caller, app, null, (person, appId) -> identity.end(person, CallersToken.in(headers), appId));
    }

    @DELETE
    @Path("{app}/permissions/{permission}")
    @Operation(
            operationId = "withdrawPermission",
            summary = "Take one permission back from an app",
            description =
                    "One that the app can do without; the rest stays. Its tokens are worth that much less, at once, and it"
                            + " is not asked for again at every sign-in. The same rights as for ending the grant. What the app"
                            + " does not have stays so.")
    @ApiResponse(responseCode = "202", description = "It is taken back, and takes effect here in a moment.")
    @ApiResponse(responseCode = "204", description = "It is taken back, and in effect.")
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING, ProblemCode.PERMISSION_REQUIRED})
    public Response withdraw(
            @Auth Caller caller,
            @Context HttpHeaders headers,
            @Parameter(description = "Of which app.", schema = @Schema(ref = "AppId")) @PathParam("app") String app,
            @Parameter(description = "What to take back.", schema = @Schema(ref = "Permission"))
                    @PathParam("permission")
                    String permission) {
        Permission taken = Permission.ifReadable(permission).orElseThrow(Problem::notFound);
        return change(
                caller, app, taken, (person, appId) -> identity.narrow(person, CallersToken.in(headers), appId, taken));
    }

    private Response change(
            Caller caller,
            String app,
            @Nullable Permission permission,
            BiFunction<AppForPerson, AppId, Changed> request) {
        AppForPerson person = requirePerson(caller);
        OwnGrant grant = store.get(database.singly(caller), id(app));
        if (!grant.mayChange()) {
            throw Problem.of(
                    ProblemCode.PERMISSION_MISSING, "The person has not allowed this app to change what others hold.");
        }
        Changed change = request.apply(person, grant.app());
        return Applied.comes(() -> grants.isApplied(change, person.person(), grant.app(), permission))
                ? Response.noContent().build()
                : Response.accepted().build();
    }

    private static AppForPerson requirePerson(Caller caller) {
        return switch (caller) {
            case AppForPerson app -> app;
            case AppForItself app ->
                throw Problem.of(
                        ProblemCode.PERMISSION_MISSING,
                        "Grants are a person's: ask with a token that stands for them.");
            case Nobody nobody -> throw nobody.refusal();
        };
    }

    private static AppId id(String app) {
        try {
            return AppId.parse(app);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }
}
