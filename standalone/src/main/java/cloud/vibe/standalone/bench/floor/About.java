package cloud.vibe.standalone.bench.floor;

import java.util.List;
import java.util.UUID;

/**
 * What a request was about, so that its values are found among those of its statements.
 *
 * @param ids in the order in which the recipe is to be given others
 * @param rev which the document had before; empty where that is of no interest
 * @param documents how many came back
 */
public record About(List<UUID> ids, String rev, int documents) {
    public About {
        ids = List.copyOf(ids);
    }
}
