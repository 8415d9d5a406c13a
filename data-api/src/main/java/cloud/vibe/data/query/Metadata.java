package cloud.vibe.data.query;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a selector can name of a document beside its data; each counts as a string. Only {@code _key} can be missing. */
enum Metadata {
    ID("_id"),
    KEY("_key"),
    REV("_rev"),
    OWNER("_owner"),
    CREATED_AT("_createdAt"),
    UPDATED_AT("_updatedAt");

    private final String wire;

    Metadata(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }

    static Optional<Metadata> of(String name) {
        return Arrays.stream(values()).filter(one -> one.wire.equals(name)).findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(Metadata::wire).collect(Collectors.joining(", "));
    }
}
