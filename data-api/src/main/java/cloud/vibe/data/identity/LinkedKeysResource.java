package cloud.vibe.data.identity;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import cloud.vibe.data.kernel.WireTime;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of the caller's own devices, under the permission of the reserved type {@code identity}. */
@Path("v1/identities/me")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Identities")
public final class LinkedKeysResource {
    private static final int CHALLENGE_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("[^\\p{Cc}]{1,200}");

    private final CallerDatabase database;
    private final DidDomain domain;
    private final LinkedKeyStore store = new LinkedKeyStore();
    private final SecureRandom random = new SecureRandom();

    public LinkedKeysResource(CallerDatabase database, DidDomain domain) {
        this.database = database;
        this.domain = domain;
    }

    @POST
    @Path("challenges")
    @Operation(
            operationId = "createKeyChallenge",
            summary = "Ask for what a key must sign to be linked",
            description =
                    "It takes the permission `identity:write`. The challenge is good once and for ten minutes, and for the app"
                            + " that asked for it.")
    @ApiResponse(
            responseCode = "201",
            description = "What the proof says: nonce, sub and aud.",
            content = @Content(schema = @Schema(ref = "KeyChallenge")))
    @Refuses(ProblemCode.PERMISSION_MISSING)
    public Response challenge(@Auth Caller caller) {
        byte[] bytes = new byte[CHALLENGE_BYTES];
        random.nextBytes(bytes);
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant until = store.challenge(database.singly(caller), challenge);
        return Response.status(Response.Status.CREATED)
                .entity(JsonNodeFactory.instance
                        .objectNode()
                        .put("challenge", challenge)
                        .put("subject", domain.did(caller.me()))
                        .put("audience", domain.did())
                        .put("expiresAt", WireTime.of(until))
                        .toString())
                .build();
    }

    @POST
    @Path("keys")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "linkKey",
            summary = "Link a key of the caller's own",
            description =
                    "It takes the permission `identity:write`. The proof is a JWT of the type vibe-key-link+jwt, signed with the"
                            + " key (EdDSA or ES256), with the public key as jwk in its header, and the challenge, the subject and the"
                            + " audience of the challenge as nonce, sub and aud. The key then stands in the person's DID document, which"
                            + " is public. A key that is linked already stays as it is.")
    @ApiResponse(
            responseCode = "201",
            description = "It is linked.",
            content = @Content(schema = @Schema(ref = "LinkedKey")))
    @ApiResponse(
            responseCode = "200",
            description = "It was linked to the caller before.",
            content = @Content(schema = @Schema(ref = "LinkedKey")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.KEY_PROOF_INVALID,
                ProblemCode.KEY_LINKED
            },
            beyond = {Limit.REQUEST_BYTES, Limit.REQUEST_DEPTH, Limit.NUMBER_DIGITS, Limit.LINKED_KEYS})
    public Response link(@Auth Caller caller, @Parameter(schema = @Schema(ref = "KeyLink")) InputStream body)
            throws IOException {
        JsonNode json = JsonRequest.read(body, Set.of("proof", "name"));
        JsonNode proof = json.path("proof");
        if (!proof.isTextual()) {
            throw Problem.invalidRequest("The member proof is not a text.");
        }
        CallerStatements statements = database.singly(caller);
        LinkedKeyStore.requireMayWrite(statements);
        KeyProof verified = KeyProof.verify(proof.textValue(), domain.did(caller.me()), domain.did());
        LinkedKeyStore.Linked linked = store.link(statements, verified, name(json));
        return Response.status(linked.isNew() ? 201 : 200)
                .entity(linked.key().json().toString())
                .build();
    }

    @GET
    @Path("keys")
    @Operation(
            operationId = "listKeys",
            summary = "List the caller's linked keys",
            description = "It takes the permission `identity:read`.")
    @ApiResponse(
            responseCode = "200",
            description = "All of them, the longest linked first.",
            content = @Content(schema = @Schema(ref = "LinkedKeyPage")))
    @Refuses(ProblemCode.PERMISSION_MISSING)
    public Response list(@Auth Caller caller) {
        return Response.ok(LinkedKey.json(store.list(database.singly(caller)))).build();
    }

    @DELETE
    @Path("keys/{key}")
    @Operation(
            operationId = "unlinkKey",
            summary = "Unlink a key",
            description = "It takes the permission `identity:write`. From then on the key says nothing of the person.")
    @ApiResponse(responseCode = "204", description = "It is linked no more.")
    @Refuses({ProblemCode.PERMISSION_MISSING, ProblemCode.NOT_FOUND})
    public Response unlink(
            @Auth Caller caller,
            @Parameter(description = "The key as a did:key.", schema = @Schema(ref = "KeyDid")) @PathParam("key")
                    String key) {
        store.unlink(database.singly(caller), parsed(key));
        return Response.noContent().build();
    }

    private static Multikey parsed(String did) {
        try {
            return Multikey.ofDid(did);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    private static @Nullable String name(JsonNode json) {
        if (!json.has("name")) {
            return null;
        }
        JsonNode name = json.path("name");
        if (!name.isTextual() || !NAME.matcher(name.textValue()).matches()) {
            throw Problem.invalidRequest("The member name is not one line of 1 to 200 characters.");
        }
        return name.textValue();
    }
}
