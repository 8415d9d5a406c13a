package cloud.vibe.keycloak.reconciliation;

import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.merge.Merge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a realm has of grants in one range of ids, and of merges of guests with ids in that range.
 *
 * @param after where the range begins, exclusive; null means at the first
 * @param upTo where it ends, inclusive; null means at the last
 */
record Comparison(@Nullable UUID after, @Nullable UUID upTo, List<Grant> grants, List<Merge> merges) {
    static final String TYPE = "https://vibe.cloud/events/comparison";

    /** What is read at once, and one more than what is compared at once. */
    static final int READ = 201;

    /** The same of merges. */
    static final int READ_MERGES = 51;

    /** As much text as fits into a token that the data API takes, signature and encoding included: 64 KiB. */
    private static final int MOST_CHARACTERS = 40_000;

    /** One that is longer is left out: the data API then tells what it knows of it, as of one that was not named. */
    private static final int LONGEST_GRANT = 8_000;

    private static final int CHARACTERS_OF_A_GRANT = 170;

    Comparison {
        grants = List.copyOf(grants);
        merges = List.copyOf(merges);
    }

    /**
     * The next range.
     *
     * @param read what follows in the order of ids, at most {@link #READ}; where there are that many, more may follow
     */
    static Comparison of(@Nullable UUID after, List<Grant> read) {
        List<Grant> grants = new ArrayList<>();
        int covered = 0;
        int characters = 0;
        for (Grant grant : read.subList(0, Math.min(read.size(), READ - 1))) {
            int length = length(grant);
            if (length <= LONGEST_GRANT) {
                characters += length;
                if (characters > MOST_CHARACTERS) {
                    break;
                }
                grants.add(grant);
            }
            covered++;
        }
        UUID end = covered == read.size() ? null : read.get(covered - 1).id();
        return new Comparison(after, end, grants, List.of());
    }

    /**
     * The same range with its merges, or a shorter one.
     *
     * @param read of the range in the order of ids, at most {@link #READ_MERGES}; where there are that many, more may follow
     */
    Comparison with(List<Merge> read) {
        if (read.size() < READ_MERGES) {
            return new Comparison(after, upTo, grants, read);
        }
        List<Merge> some = read.subList(0, READ_MERGES - 1);
        UUID end = some.get(some.size() - 1).guest();
        // As databases order them; UUID.compareTo takes the halves as signed numbers.
        List<Grant> before = grants.stream()
                .filter(grant -> grant.id().toString().compareTo(end.toString()) <= 0)
                .toList();
        return new Comparison(after, end, before, some);
    }

    private static int length(Grant grant) {
        return CHARACTERS_OF_A_GRANT
                + grant.permissions().stream()
                        .mapToInt(permission -> permission.toString().length() + 3)
                        .sum();
    }

    /** The event's payload. */
    Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("after", after == null ? null : after.toString());
        state.put("up_to", upTo == null ? null : upTo.toString());
        state.put("grants", grants.stream().map(Comparison::state).toList());
        state.put("merges", merges.stream().map(Merge::state).toList());
        return state;
    }

    private static Map<String, Object> state(Grant grant) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("grant", grant.id().toString());
        state.put("version", grant.version());
        state.put("status", grant.status().word());
        state.put(
                "permissions",
                grant.permissions().stream().map(Object::toString).toList());
        state.put("expires_at", grant.until().map(Object::toString).orElse(null));
        return state;
    }
}
