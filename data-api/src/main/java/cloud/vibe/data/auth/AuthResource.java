package cloud.vibe.data.auth;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** Where signing in begins, and where codes and refresh tokens go: to the identity side, never through here. */
@Path("v1/auth")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Auth")
public final class AuthResource {
    private final AuthorizationServer server;

    public AuthResource(AuthorizationServer server) {
        this.server = server;
    }

    @POST
    @Path("challenge")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createChallenge",
            summary = "Begin to sign somebody in",
            description =
                    "Makes the authorization request (RFC 6749, PKCE by RFC 7636) and says by which ways the person's answer can"
                            + " be had. The code verifier stays with the app. Errors are those of OAuth 2.0, as error and"
                            + " error_description beside the problem.")
    @ApiResponse(
            responseCode = "200",
            description = "Where to go on.",
            content = @Content(schema = @Schema(ref = "Challenge")))
    @Refuses(
            value = ProblemCode.INVALID_JSON,
            beyond = {Limit.REQUEST_BYTES, Limit.REQUEST_DEPTH, Limit.NUMBER_DIGITS})
    public Response challenge(@Parameter(schema = @Schema(ref = "AuthorizationRequest")) InputStream body)
            throws IOException {
        String url = server.authorization(AuthorizationRequest.read(body)).toString();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("issuer", server.issuer())
                .put("authorization_url", url)
                .put("token_endpoint", server.token().toString())
                .put("revocation_endpoint", server.revocation().toString());
        json.putArray("rungs").addObject().put("rung", "redirect").put("url", url);
        return Response.ok(json.toString()).build();
    }

    @POST
    @Path("token")
    @Operation(
            operationId = "redeemCode",
            summary = "Go to where a code is redeemed",
            description =
                    "Another name of the token endpoint: the same request, code and verifier with it, is to be sent there. What"
                            + " is sent here is not read. A page in a browser asks the token endpoint itself, for browsers forget"
                            + " on the way where a redirected request came from.")
    @ApiResponse(
            responseCode = "307",
            description = "The token endpoint.",
            headers = @Header(name = "Location", ref = "TokenEndpoint"))
    public Response token() {
        return Response.status(Response.Status.TEMPORARY_REDIRECT)
                .header(HttpHeaders.LOCATION, server.token())
                .build();
    }

    @POST
    @Path("refresh")
    @Operation(
            operationId = "refreshToken",
            summary = "Go to where a token is refreshed",
            description = "Another name of the token endpoint, for a refresh token; in all else as for a code.")
    @ApiResponse(
            responseCode = "307",
            description = "The token endpoint.",
            headers = @Header(name = "Location", ref = "TokenEndpoint"))
    public Response refresh() {
        return token();
    }
}
