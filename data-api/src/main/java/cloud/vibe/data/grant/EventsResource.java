package cloud.vibe.data.grant;

import cloud.vibe.data.caller.EventTokens;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.GrantId;
import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
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
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives Security Event Tokens by push (RFC 8935). The token's signature is all the authority that there is. */
@Path("v1/events")
@Tag(name = "Identity")
public final class EventsResource {
    private static final Logger LOG = LoggerFactory.getLogger(EventsResource.class);

    private final SignedEvents events;
    private final GrantStore grants;
    private final SignOutStore signOuts;
    private final PrincipalStore principals;
    private final MergeStore merges;
    private final Consumer<GrantId> changed;
    private final Consumer<String> signedOut;
    private final Counter applied;
    private final Counter stale;
    private final Counter refused;

    /**
     * Wires the resource.
     *
     * @param changed told after a grant has changed, so that this node's sockets end without waiting for the feed
     * @param signedOut the same of a session, a person or an app that has signed out
     */
    public EventsResource(
            EventTokens tokens,
            RoleDatabase database,
            Consumer<GrantId> changed,
            Consumer<String> signedOut,
            MetricRegistry metrics) {
        this.events = new SignedEvents(tokens);
        this.grants = new GrantStore(database);
        this.signOuts = new SignOutStore(database);
        this.principals = new PrincipalStore(database);
        this.merges = new MergeStore(database);
        this.changed = changed;
        this.signedOut = signedOut;
        this.applied = metrics.counter("grant.events_applied");
        this.stale = metrics.counter("grant.events_stale");
        this.refused = metrics.counter("grant.events_refused");
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
        Response response = events.read(body, this::take);
        if (response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
            refused.inc();
        }
        return response;
    }

    private Response take(Map<?, ?> payloads) {
        if (payloads.get(GrantEvent.KIND) instanceof Map<?, ?> payload) {
            apply(GrantEventReader.read(payload));
        } else if (payloads.get(SignOutEvent.KIND) instanceof Map<?, ?> payload) {
            apply(SignOutEvent.read(payload));
        } else if (payloads.get(PrincipalEvent.KIND) instanceof Map<?, ?> payload) {
            apply(PrincipalEvent.read(payload));
        } else if (payloads.get(MergeEvent.KIND) instanceof Map<?, ?> payload) {
            apply(MergeEvent.read(payload));
        } else {
            throw new IllegalArgumentException("it holds no event of a kind that we know");
        }
        return Response.accepted().build();
    }

    private void apply(GrantEvent event) {
        if (count(grants.apply(event))) {
            LOG.info(
                    "grant {} is {} at version {}",
                    event.grant(),
                    event.status().wire(),
                    event.version());
            changed.accept(event.grant());
        }
    }

    private void apply(SignOutEvent event) {
        if (count(signOuts.apply(event))) {
            LOG.info("{} is signed out", event.subject());
            signedOut.accept(event.subject());
        }
    }

    private void apply(PrincipalEvent event) {
        if (count(principals.apply(event))) {
            LOG.info("{} is {}", event.did(), event.isDeleted() ? "deleted" : "known");
        }
    }

    private void apply(MergeEvent event) {
        if (count(merges.apply(event))) {
            LOG.info("guest {} is to be merged into {}", event.guest(), event.account());
            signedOut.accept(event.guest().toString());
        }
    }

    private boolean count(boolean isNew) {
        (isNew ? applied : stale).inc();
        return isNew;
    }
}
