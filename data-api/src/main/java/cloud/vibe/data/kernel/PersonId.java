package cloud.vibe.data.kernel;

import java.util.UUID;

/** The principal of a person: the id of a Keycloak user, the {@code sub} of their tokens. */
public record PersonId(UUID value) implements Owner {
    /**
     * Reads what stands on the wire.
     *
     * @throws IllegalArgumentException if the text is not a lower-case UUID
     */
    public static PersonId parse(String text) {
        return new PersonId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
