package cloud.vibe.data.caller;

import java.security.Principal;
import java.time.Instant;
import java.util.Set;

/** Who is asking, as their verified token says. Every way to the database takes one. */
public sealed interface Caller extends Principal permits AppForPerson {
    /** From then on the token stands for nobody. */
    Instant expires();

    /** The web origins that may carry the token; empty means that no browser page may. */
    Set<String> origins();
}
