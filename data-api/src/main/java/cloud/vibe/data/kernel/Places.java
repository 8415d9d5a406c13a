package cloud.vibe.data.kernel;

import java.util.HashMap;
import java.util.Map;

/**
 * How many of something costly there may be at once on this node: of one holder, and in all. So nobody takes what there is from everybody else.
 * Any number of threads.
 *
 * @param <H> who has them; equal holders share
 */
public final class Places<H> {
    private final int each;
    private final int all;
    private final Map<H, Integer> taken = new HashMap<>();
    private int total;

    public Places(int each, int all) {
        this.each = each;
        this.all = all;
    }

    public synchronized boolean isThereOneFor(H holder) {
        return total < all && taken.getOrDefault(holder, 0) < each;
    }

    /** Whether one is the holder's now, to be freed once. */
    public synchronized boolean take(H holder) {
        if (!isThereOneFor(holder)) {
            return false;
        }
        taken.merge(holder, 1, Integer::sum);
        total++;
        return true;
    }

    /** To be called once for each one taken. */
    public synchronized void free(H holder) {
        taken.computeIfPresent(holder, (same, count) -> count > 1 ? count - 1 : null);
        total--;
    }
}
