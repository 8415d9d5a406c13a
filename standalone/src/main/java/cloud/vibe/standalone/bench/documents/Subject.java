package cloud.vibe.standalone.bench.documents;

import java.util.List;
import java.util.UUID;

/** Which documents an operation is about each time that it is asked. */
sealed interface Subject {
    /** None in particular. */
    record Nothing() implements Subject {}

    /** One of these. */
    record OneOf(List<UUID> ids) implements Subject {
        public OneOf {
            ids = List.copyOf(ids);
        }

        /** Those that are one client's alone, so that no two clients write the same document at once. */
        List<UUID> of(int client, int clients) {
            return java.util.stream.IntStream.range(0, ids.size())
                    .filter(i -> i % clients == client)
                    .mapToObj(ids::get)
                    .toList();
        }
    }

    /** So many new ones. */
    record New(int count) implements Subject {}
}
