package cloud.vibe.data.identity;

import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Owner;
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
import java.util.Optional;

/** The registry of identities: what a DID of this cloud comes to. It answers to anybody, and tells what is public. */
@Path("v1/identities/{did}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Identities")
public final class IdentitiesResource {
    private static final String KEY = "did:key:";

    private final CallerDatabase database;
    private final DidDomain domain;
    private final IdentityStore store = new IdentityStore();

    public IdentitiesResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @GET
    @Operation(
            operationId = "resolveIdentity",
            summary = "Resolve a DID",
            description =
                    "A did:web of this cloud, or a did:key that somebody here has linked. Another cloud's did:web is resolved"
                            + " there: nothing is fetched from elsewhere.")
    @ApiResponse(
            responseCode = "200",
            description = "Its document, also if it is deactivated, which the metadata say.",
            content = @Content(schema = @Schema(ref = "Resolution")))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response resolve(
            @Parameter(description = "Which DID.", schema = @Schema(ref = "DidInPath")) @PathParam("did") String did) {
        CallerStatements statements = database.singly(new Nobody());
        Optional<String> resolved = did.startsWith(KEY) ? ofKey(statements, did) : ofName(statements, did);
        return Response.ok(resolved.orElseThrow(Problem::notFound))
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=60")
                .build();
    }

    private Optional<String> ofKey(CallerStatements statements, String did) {
        Multikey key;
        try {
            key = Multikey.ofDid(did);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return store.find(statements, key)
                .map(identity -> Resolution.json(DidDocument.of(key, identity, domain), identity, domain));
    }

    private Optional<String> ofName(CallerStatements statements, String did) {
        Optional<Owner> who = domain.owner(DidDomain.inPath(did));
        return who.flatMap(owner -> store.find(statements, owner))
                .map(identity -> Resolution.json(DidDocument.of(identity, domain), identity, domain));
    }
}
