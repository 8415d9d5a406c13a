package cloud.vibe.data.caller;

import java.time.Instant;
import java.util.Set;

/** Who has sent no token at all: sees what is public, by its name, and nothing else. */
public record Nobody() implements Caller {
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
