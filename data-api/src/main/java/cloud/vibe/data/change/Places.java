package cloud.vibe.data.change;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.PersonId;
import java.util.HashMap;
import java.util.Map;

/**
 * How many sockets there may be on this node: of one app for one person, and in all. Each costs memory and a look at the database when its
 * grant changes, so that nobody may have as many as they like.
 */
final class Places {
    private final int each;
    private final int all;
    private final Map<Holder, Integer> taken = new HashMap<>();
    private int total;

    private record Holder(PersonId person, ClientId app) {
        static Holder of(AppForPerson caller) {
            return new Holder(caller.person(), caller.app());
        }
    }

    Places(int each, int all) {
        this.each = each;
        this.all = all;
    }

    synchronized boolean isThereOneFor(AppForPerson caller) {
        return total < all && taken.getOrDefault(Holder.of(caller), 0) < each;
    }

    synchronized boolean take(AppForPerson caller) {
        if (!isThereOneFor(caller)) {
            return false;
        }
        taken.merge(Holder.of(caller), 1, Integer::sum);
        total++;
        return true;
    }

    /** To be called once for each one taken. */
    synchronized void free(AppForPerson caller) {
        taken.computeIfPresent(Holder.of(caller), (holder, count) -> count > 1 ? count - 1 : null);
        total--;
    }
}
