package cloud.vibe.data.identity;

import cloud.vibe.data.kernel.Owner;
import java.time.Instant;
import java.util.List;

/**
 * What is public of a person or an app.
 *
 * @param since when this cloud first heard of them
 * @param isDeleted whether they are gone; their name is never given to another
 * @param keys of the person's own devices, the longest linked first
 */
record Identity(Owner who, Instant since, boolean isDeleted, List<Multikey> keys) {
    Identity {
        keys = List.copyOf(keys);
    }
}
