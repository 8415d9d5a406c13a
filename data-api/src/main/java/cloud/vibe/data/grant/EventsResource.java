package cloud.vibe.data.grant;

import cloud.vibe.data.caller.EventTokens;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives Security Event Tokens by push (RFC 8935). The token's signature is all the authority that there is. */
@Path("v1/events")
@Tag(name = "Identity")
public final class EventsResource {
    private static final Logger LOG = LoggerFactory.getLogger(EventsResource.class);
    private static final int MAX_BYTES = 64 * 1024;

    private final EventTokens tokens;
    private final GrantStore grants;
    private final SignOutStore signOuts;
    private final PrincipalStore principals;
    private final Consumer<GrantId> changed;
    private final Consumer<String> signedOut;

    /**
     * Wires the resource.
     *
     * @param changed told after a grant has changed, so that this node's sockets end without waiting for the feed
     * @param signedOut the same of a session, a person or an app that has signed out
     */
    public EventsResource(
            EventTokens tokens, RoleDatabase database, Consumer<GrantId> changed, Consumer<String> signedOut) {
        this.tokens = tokens;
        this.grants = new GrantStore(database);
        this.signOuts = new SignOutStore(database);
        this.principals = new PrincipalStore(database);
        this.changed = changed;
        this.signedOut = signedOut;
    }

    /** RFC 8935 section 2.2: 202 once it is kept, also if it was known before. A 503 asks the sender to try again. */
    @POST
    @Consumes("application/secevent+jwt")
    @Operation(
            operationId = "receiveEvent",
            summary = "Take a security event",
            description =
                    "Push delivery (RFC 8935). The token's signature is all the authority that there is. Any order and any "
                            + "repetition of events ends in the same state.")
    @ApiResponse(responseCode = "202", description = "It is kept, or was known before.")
    @ApiResponse(
            responseCode = "400",
            description = "It cannot be taken.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "EventRefusal")))
    public Response receive(@Parameter(schema = @Schema(ref = "SecurityEventToken")) InputStream body)
            throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            return refused("invalid_request", "The token is too large.");
        }
        Map<?, ?> events;
        try {
            events = tokens.requireEvents(new String(bytes, StandardCharsets.US_ASCII).strip());
        } catch (Problem problem) {
            if (problem.code() != ProblemCode.TOKEN_INVALID) {
                throw problem;
            }
            return refused("authentication_failed", problem.detail());
        }
        try {
            if (events.get(GrantEvent.KIND) instanceof Map<?, ?> payload) {
                apply(GrantEventReader.read(payload));
            } else if (events.get(SignOutEvent.KIND) instanceof Map<?, ?> payload) {
                apply(SignOutEvent.read(payload));
            } else if (events.get(PrincipalEvent.KIND) instanceof Map<?, ?> payload) {
                apply(PrincipalEvent.read(payload));
            } else {
                return refused("invalid_request", "It holds no event of a kind that we know.");
            }
        } catch (IllegalArgumentException e) {
            return refused("invalid_request", "The event cannot be read: " + e.getMessage() + ".");
        }
        return Response.accepted().build();
    }

    private void apply(GrantEvent event) {
        if (grants.apply(event)) {
            LOG.info(
                    "grant {} is {} at version {}",
                    event.grant(),
                    event.status().wire(),
                    event.version());
            changed.accept(event.grant());
        }
    }

    private void apply(SignOutEvent event) {
        if (signOuts.apply(event)) {
            LOG.info("{} is signed out", event.subject());
            signedOut.accept(event.subject());
        }
    }

    private void apply(PrincipalEvent event) {
        if (principals.apply(event)) {
            LOG.info("{} is {}", event.did(), event.isDeleted() ? "deleted" : "known");
        }
    }

    /** RFC 8935 section 2.4. */
    private static Response refused(String error, String description) {
        LOG.warn("an event was refused: {} ({})", error, description);
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("err", error, "description", description))
                .build();
    }
}
