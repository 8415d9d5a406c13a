package cloud.vibe.data.grant;

import cloud.vibe.data.caller.EventTokens;
import cloud.vibe.data.database.RoleDatabase;
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

/** Answers what is stored otherwise than the identity side has it. It only reads: what is to be done about it comes as events. */
@Path("v1/events/comparisons")
@Tag(name = "Identity")
public final class ComparisonsResource {
    private static final int MOST_HELD = 500;

    private final SignedEvents events;
    private final ComparisonStore store;

    /** Wires the resource. */
    public ComparisonsResource(EventTokens tokens, RoleDatabase database) {
        this.events = new SignedEvents(tokens);
        this.store = new ComparisonStore(database);
    }

    /** Compares one range of grants; 400 as RFC 8935 section 2.4 says it. */
    @POST
    @Consumes("application/secevent+jwt")
    @Operation(
            operationId = "compareGrants",
            summary = "Compare grants",
            description =
                    "Takes a part of the grants that the identity side has, in a token of the same kind as an event, and answers "
                            + "where what is stored differs. It changes nothing.")
    @ApiResponse(
            responseCode = "200",
            description = "Where the two sides differ.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "GrantDifferences")))
    @ApiResponse(
            responseCode = "400",
            description = "It cannot be taken.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "EventRefusal")))
    public Response compare(@Parameter(schema = @Schema(ref = "SecurityEventToken")) InputStream body)
            throws IOException {
        return events.read(body, payloads -> {
            if (!(payloads.get(Comparison.KIND) instanceof Map<?, ?> payload)) {
                throw new IllegalArgumentException("it is no comparison");
            }
            return Response.ok(
                            store.compare(Comparison.read(payload), MOST_HELD).wire(), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        });
    }
}
