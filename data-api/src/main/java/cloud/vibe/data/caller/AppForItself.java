package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.Permissions;
import java.time.Instant;
import java.util.Set;

/**
 * An app on its own, without a person: by the client credentials of its confidential sibling (RFC 6749 section 4.4). It owns documents
 * itself, and reaches those of people only as far as {@code global} goes and each of them has granted that.
 *
 * @param app the name of the app that people know, not that of the sibling
 * @param global what the token says with {@code :global}, which the stored grants can only narrow
 */
public record AppForItself(AppId self, ClientId app, Permissions permissions, Permissions global, Issued issued)
        implements Caller {
    @Override
    public Instant expires() {
        return issued.until();
    }

    @Override
    public Set<String> origins() {
        // A secret in a web page is none.
        return Set.of();
    }

    @Override
    public String getName() {
        return app + " for itself";
    }
}
