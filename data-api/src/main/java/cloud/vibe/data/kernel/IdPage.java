package cloud.vibe.data.kernel;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which part of a list is asked for that is ordered by ids alone; no {@code after} means from its beginning. */
public record IdPage(int limit, @Nullable UUID after) {
    /** Of every list that does not say otherwise. */
    public static final int DEFAULT_LIMIT = 50;

    private static final int CURSOR_BYTES = 16;

    /**
     * Reads the parameters of those names.
     *
     * @throws Problem if one of them is not what it should be
     */
    public static IdPage of(@Nullable String limit, @Nullable String after) {
        return new IdPage(limit(limit), after == null ? null : decode(after));
    }

    /**
     * How many are asked for.
     *
     * @throws Problem if that is no number, or beyond the limit
     */
    public static int limit(@Nullable String limit) {
        return limit == null ? DEFAULT_LIMIT : number("limit", limit, Limit.PAGE_SIZE);
    }

    /**
     * A number from 1 to its limit.
     *
     * @throws Problem if it is none, or beyond the limit
     */
    public static int number(String name, String text, Limit limit) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1) {
            throw Problem.invalidRequest("The parameter " + name + " is a number from 1 to " + limit.max() + ".");
        }
        if (number > limit.max()) {
            throw Problem.beyond(limit);
        }
        return number;
    }

    /** As many rows as tell whether another page follows. */
    public int rows() {
        return limit + 1;
    }

    /** {@code {"items": [...], "next": ...}} of what was found, of which there may be one too many. */
    public <T> String json(List<T> found, Function<T, UUID> id, Function<T, String> itemJson) {
        List<T> items = found.size() > limit ? found.subList(0, limit) : found;
        StringBuilder json = new StringBuilder("{\"items\":[");
        json.append(String.join(",", items.stream().map(itemJson).toList()));
        json.append("],\"next\":");
        if (found.size() > limit) {
            json.append('"').append(cursor(id.apply(items.getLast()))).append('"');
        } else {
            json.append("null");
        }
        return json.append('}').toString();
    }

    private static String cursor(UUID last) {
        ByteBuffer bytes = ByteBuffer.allocate(CURSOR_BYTES)
                .putLong(last.getMostSignificantBits())
                .putLong(last.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static UUID decode(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == CURSOR_BYTES) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw Problem.of(ProblemCode.INVALID_CURSOR, "Send next of the page before, unchanged, as after.");
    }
}
