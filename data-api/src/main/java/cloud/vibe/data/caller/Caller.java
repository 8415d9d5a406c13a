package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.Problem;
import java.security.Principal;
import java.time.Instant;
import java.util.Set;

/** Who is asking, as their verified token says. Every way to the database takes one. */
public sealed interface Caller extends Principal permits AppForPerson, AppForItself, Nobody {
    /** From then on the token stands for nobody. */
    Instant expires();

    /** The web origins that may carry the token; empty means that no browser page may. */
    Set<String> origins();

    /**
     * Whose documents are the caller's own.
     *
     * @throws Problem if the caller is nobody
     */
    default Owner me() {
        return switch (this) {
            case AppForPerson app -> app.person();
            case AppForItself app -> app.self();
            case Nobody nobody -> throw nobody.refusal();
        };
    }
}
