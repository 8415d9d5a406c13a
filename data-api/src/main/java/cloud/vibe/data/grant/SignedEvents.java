package cloud.vibe.data.grant;

import cloud.vibe.data.caller.EventTokens;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads Security Event Tokens, and refuses those that cannot be taken, as RFC 8935 section 2.4 says it. */
final class SignedEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SignedEvents.class);

    /** What the sender cannot mend by sending it again; it then rests there. */
    private static final String INVALID_REQUEST = "invalid_request";

    private static final int MAX_BYTES = 64 * 1024;

    private final EventTokens tokens;

    SignedEvents(EventTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Hands on what the token carries, each kind of event with its payload.
     *
     * @param work an {@link IllegalArgumentException} of it, naming what is wrong with the payload, is a refusal
     */
    Response read(InputStream body, Function<Map<?, ?>, Response> work) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            return refused(INVALID_REQUEST, "The token is too large.");
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
            return work.apply(events);
        } catch (IllegalArgumentException e) {
            return refused(INVALID_REQUEST, "The event cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Response refused(String error, String description) {
        LOG.warn("an event was refused: {} ({})", error, description);
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("err", error, "description", description))
                .build();
    }
}
