package cloud.vibe.data.edge;

import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which of some documents are in one tree as the database keeps it, and which hang together by edges that contain between them. */
record TreesOf(Set<Set<UUID>> kept, Set<Set<UUID>> wanted) {
    static TreesOf these(Collection<UUID> documents) throws Exception {
        String among = " = ANY ('{" + documents.stream().map(UUID::toString).collect(Collectors.joining(",")) + "}')";
        try (Connection superuser = TestDatabase.get().superuser()) {
            Set<Set<UUID>> kept = TestDatabase.query(
                            superuser, "SELECT document || ' ' || tree FROM vibe.doc_trees WHERE document" + among)
                    .stream()
                    .map(row -> row.split(" "))
                    .collect(Collectors.groupingBy(
                            row -> row[1], Collectors.mapping(row -> UUID.fromString(row[0]), Collectors.toSet())))
                    .values()
                    .stream()
                    .collect(Collectors.toSet());
            Map<UUID, Set<UUID>> together = new HashMap<>();
            for (String row : TestDatabase.query(
                    superuser,
                    "SELECT source || ' ' || target FROM vibe.doc_edges WHERE label = 'contains' AND source" + among
                            + " AND target" + among)) {
                List<UUID> ends =
                        List.of(row.split(" ")).stream().map(UUID::fromString).toList();
                Set<UUID> tree = new HashSet<>(ends);
                ends.forEach(end -> tree.addAll(together.getOrDefault(end, Set.of())));
                tree.forEach(document -> together.put(document, tree));
            }
            return new TreesOf(kept, new HashSet<>(together.values()));
        }
    }
}
