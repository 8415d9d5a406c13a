package cloud.vibe.data.kernel;

import java.util.UUID;

/** The principal of an app: the internal id of a Keycloak client. */
public record AppId(UUID value) implements Owner {
    /**
     * Reads what stands on the wire.
     *
     * @throws IllegalArgumentException if the text is not a lower-case UUID
     */
    public static AppId parse(String text) {
        return new AppId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
