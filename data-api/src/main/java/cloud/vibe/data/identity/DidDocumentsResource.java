package cloud.vibe.data.identity;

import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** DID documents where the method {@code did:web} looks for them (https://w3c-ccg.github.io/did-method-web/, section 2.5.2). */
@Path("v1")
@Produces({DidDocument.MEDIA_TYPE, "application/did+ld+json", MediaType.APPLICATION_JSON})
@Tag(name = "Identities")
public final class DidDocumentsResource {
    private final CallerDatabase database;
    private final DidDomain domain;
    private final IdentityStore store = new IdentityStore();

    public DidDocumentsResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @GET
    @Path("people/{person}/did.json")
    @Operation(
            operationId = "getPersonDid",
            summary = "Read the DID document of a person",
            description = "For anybody, where the DID itself says that it is found.")
    @ApiResponse(
            responseCode = "200",
            description = "Which keys of their own they have linked; nothing else is told of a person.",
            content = @Content(schema = @Schema(ref = "DidDocument")))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response person(
            @Parameter(description = "Who.", schema = @Schema(ref = "PrincipalId")) @PathParam("person")
                    String person) {
        return document(person, PersonId::parse);
    }

    @GET
    @Path("apps/{app}/did.json")
    @Operation(
            operationId = "getAppDid",
            summary = "Read the DID document of an app",
            description = "For anybody, where the DID itself says that it is found.")
    @ApiResponse(
            responseCode = "200",
            description = "That there is such an app.",
            content = @Content(schema = @Schema(ref = "DidDocument")))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response app(
            @Parameter(description = "Which app.", schema = @Schema(ref = "AppId")) @PathParam("app") String app) {
        return document(app, AppId::parse);
    }

    // The method says that of somebody who is gone there is no document.
    private Response document(String id, Function<String, Owner> parse) {
        Owner who;
        try {
            who = parse.apply(id);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
        return store.find(database.singly(new Nobody()), who)
                .filter(identity -> !identity.isDeleted())
                .map(identity -> Response.ok(DidDocument.of(identity, domain).toString())
                        .header(HttpHeaders.CACHE_CONTROL, "public, max-age=60")
                        .build())
                .orElseThrow(Problem::notFound);
    }
}
