package cloud.vibe.data.grant;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Signs an app out by the token that it has, over HTTP. */
@Path("v1/auth/revoke")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Auth")
public final class RevokeResource {
    private final CallerDatabase database;
    private final SignOutStore signOuts;
    private final IdentityGrants identity;

    public RevokeResource(CallerDatabase database, RoleDatabase events, IdentityGrants identity) {
        this.database = database;
        this.signOuts = new SignOutStore(events);
        this.identity = identity;
    }

    @DELETE
    @Operation(
            operationId = "revokeTokens",
            summary = "Sign the app out",
            description =
                    "What the app has of the sign-in that its token was issued in ends: this token, the others, and the refresh"
                            + " token. The person stays signed in, their grant stays, and no other app notices. A single token is"
                            + " given back at the revocation endpoint (RFC 7009).")
    @ApiResponse(responseCode = "202", description = "It has ended, and that takes effect here in a moment.")
    @ApiResponse(responseCode = "204", description = "It has ended.")
    @Refuses(ProblemCode.PERMISSION_MISSING)
    public Response revoke(@Auth Caller caller, @Context HttpHeaders headers) {
        AppForPerson app = requireSignIn(caller);
        database.singly(app).requireGoodStanding();
        identity.endSignIn(app, CallersToken.in(headers));
        return Applied.comes(() -> signOuts.isOut(app.issued(), app.app()))
                ? Response.noContent().build()
                : Response.accepted().build();
    }

    private static AppForPerson requireSignIn(Caller caller) {
        return switch (caller) {
            case AppForPerson app -> app;
            case AppForItself app ->
                throw Problem.of(
                        ProblemCode.PERMISSION_MISSING,
                        "Nobody is signed in: an app gives its own token back at the revocation endpoint, with its"
                                + " credentials.");
            case Nobody nobody -> throw nobody.refusal();
        };
    }
}
