package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.time.Instant;
import java.util.Set;

/** Who has sent no token at all: sees what is public, by its name, and nothing else. */
public record Nobody() implements Caller {
    /** What is answered where somebody is needed. */
    public Problem refusal() {
        return Problem.of(ProblemCode.TOKEN_MISSING, "Send Authorization: Bearer with an access token.");
    }

    @Override
    public Instant expires() {
        return Instant.MAX;
    }

    @Override
    public Set<String> origins() {
        return Set.of();
    }

    @Override
    public String getName() {
        return "nobody";
    }
}
