package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the identity side has of grants in one range of ids: all that it knows there.
 *
 * @param after where the range begins, exclusive; null means at the first
 * @param upTo where it ends, inclusive; null means at the last
 * @param merges of guests with ids in that range
 */
record Comparison(@Nullable GrantId after, @Nullable GrantId upTo, List<Told> grants, List<MergeEvent> merges) {
    static final String KIND = "https://vibe.cloud/events/comparison";

    static final int MOST = 500;

    Comparison {
        grants = List.copyOf(grants);
        merges = List.copyOf(merges);
    }

    /** One grant, as far as it is compared. */
    record Told(
            GrantId grant,
            long version,
            GrantEvent.Status status,
            List<Permission> permissions,
            @Nullable Instant expiresAt) {}

    /**
     * Reads the payload of the event. Members that we do not know are passed over.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static Comparison read(Map<?, ?> payload) {
        if (!(payload.get("grants") instanceof List<?> list) || list.size() > MOST) {
            throw new IllegalArgumentException("grants is not a list of at most " + MOST);
        }
        List<Told> grants = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> grant)) {
                throw new IllegalArgumentException("a grant is not an object");
            }
            grants.add(new Told(
                    GrantId.parse(GrantEventReader.text(grant, "grant")),
                    GrantEventReader.number(grant, "version"),
                    GrantEventReader.status(GrantEventReader.text(grant, "status")),
                    GrantEventReader.permissions(grant),
                    GrantEventReader.optionalTime(grant, "expires_at")));
        }
        return new Comparison(id(payload, "after"), id(payload, "up_to"), grants, merges(payload));
    }

    /** One of before there were any says nothing of them. */
    private static List<MergeEvent> merges(Map<?, ?> payload) {
        if (payload.get("merges") == null) {
            return List.of();
        }
        if (!(payload.get("merges") instanceof List<?> list) || list.size() > MOST) {
            throw new IllegalArgumentException("merges is not a list of at most " + MOST);
        }
        List<MergeEvent> merges = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> merge)) {
                throw new IllegalArgumentException("a merge is not an object");
            }
            merges.add(MergeEvent.read(merge));
        }
        return merges;
    }

    private static @Nullable GrantId id(Map<?, ?> payload, String name) {
        return payload.get(name) == null ? null : GrantId.parse(GrantEventReader.text(payload, name));
    }
}
