package cloud.vibe.data.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What was reached from a document, nearest first; truncated, if there is more than was asked for. */
record Graph(Map<UUID, Node> nodes, List<Line> lines, boolean isTruncated) {
    /** A document and how many steps away it is. */
    record Node(String type, long depth) {}

    /** An edge in short. */
    record Line(UUID id, UUID source, UUID target, String label) {}

    /** One row of the walk: an edge, and the document at its other end. */
    record Step(Line line, UUID reached, Node node) {}

    static Graph of(UUID start, String startType, List<Step> steps, int maxEdges) {
        Map<UUID, Node> nodes = new LinkedHashMap<>();
        nodes.put(start, new Node(startType, 0));
        List<Line> lines = new ArrayList<>();
        for (Step step : steps.subList(0, Math.min(steps.size(), maxEdges))) {
            nodes.putIfAbsent(step.reached(), step.node());
            lines.add(step.line());
        }
        return new Graph(nodes, lines, steps.size() > maxEdges);
    }

    // No type and no label holds a character that JSON escapes.
    String json() {
        List<String> documents = new ArrayList<>();
        nodes.forEach((id, node) -> documents.add(
                "{\"id\":\"" + id + "\",\"type\":\"" + node.type() + "\",\"depth\":" + node.depth() + "}"));
        List<String> edges = lines.stream()
                .map(line -> "{\"id\":\"" + line.id() + "\",\"source\":\"" + line.source() + "\",\"target\":\""
                        + line.target() + "\",\"label\":\"" + line.label() + "\"}")
                .toList();
        return "{\"documents\":[" + String.join(",", documents) + "],\"edges\":[" + String.join(",", edges)
                + "],\"truncated\":" + isTruncated + "}";
    }
}
