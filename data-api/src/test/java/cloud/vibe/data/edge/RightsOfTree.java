package cloud.vibe.data.edge;

import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What the ACL index of some documents holds, and what it should hold, worked out from nothing but the documents and their edges: each
 * own ACL at the document itself and at everything that is reached from it through documents that are not deleted.
 */
record RightsOfTree(Set<String> kept, Set<String> wanted) {
    private static final Map<String, List<String>> INCLUDES = Map.of(
            "read", List.of("read"), "write", List.of("read", "write"), "manage", List.of("read", "write", "manage"));

    static RightsOfTree of(Collection<UUID> documents) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            String among = " = ANY ('{"
                    + String.join(",", documents.stream().map(UUID::toString).toList()) + "}')";
            List<String> kept = TestDatabase.query(
                    superuser,
                    "SELECT document || ' from ' || source || ': ' || action || ' ' || principal FROM vibe.doc_acl_index"
                            + " WHERE document" + among);
            Map<String, JsonNode> acls = new HashMap<>();
            Set<String> alive = new HashSet<>();
            for (String row : TestDatabase.query(
                    superuser,
                    "SELECT id || '|' || (deleted_at IS NULL) || '|' || acl FROM vibe.documents WHERE id" + among)) {
                String[] parts = row.split("\\|", 3);
                acls.put(parts[0], Contract.JSON.readTree(parts[2]));
                if (parts[1].equals("true")) {
                    alive.add(parts[0]);
                }
            }
            Map<String, List<String>> children = new HashMap<>();
            for (String row : TestDatabase.query(
                    superuser,
                    "SELECT source || '|' || target FROM vibe.doc_edges WHERE label = 'contains' AND source" + among)) {
                String[] ends = row.split("\\|", -1);
                children.computeIfAbsent(ends[0], source -> new ArrayList<>()).add(ends[1]);
            }
            Set<String> wanted = new TreeSet<>();
            acls.forEach((source, acl) -> {
                for (String heir : heirs(source, children, alive)) {
                    addRights(wanted, heir, source, acl);
                }
            });
            return new RightsOfTree(new TreeSet<>(kept), wanted);
        }
    }

    private static Set<String> heirs(String source, Map<String, List<String>> children, Set<String> alive) {
        Set<String> heirs = new HashSet<>(Set.of(source));
        Deque<String> open = new ArrayDeque<>(heirs);
        while (!open.isEmpty()) {
            String next = open.pop();
            if (alive.contains(next)) {
                children.getOrDefault(next, List.of()).stream()
                        .filter(heirs::add)
                        .forEach(open::push);
            }
        }
        return heirs;
    }

    private static void addRights(Set<String> wanted, String heir, String source, JsonNode acl) {
        for (JsonNode entry : acl) {
            for (JsonNode given : entry.path("actions")) {
                for (String action : INCLUDES.getOrDefault(given.asText(), List.of())) {
                    wanted.add(heir + " from " + source + ": " + action + " "
                            + entry.path("principal").asText());
                }
            }
        }
    }
}
