package cloud.vibe.standalone.bench.floor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement as the server has logged it.
 *
 * @param session the server's process that ran it
 * @param transaction the virtual transaction id: what one round trip sent, or what stands between BEGIN and COMMIT, has the same one
 * @param parameters for $1, $2 ..., as text; null is NULL
 */
record Sent(String session, String transaction, String role, String sql, List<@Nullable String> parameters) {}
