package cloud.vibe.data.kernel;

import java.util.UUID;

/** What one person has allowed one app. */
public record GrantId(UUID value) {
    /**
     * Reads what stands on the wire.
     *
     * @throws IllegalArgumentException if the text is not a lower-case UUID
     */
    public static GrantId parse(String text) {
        return new GrantId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
