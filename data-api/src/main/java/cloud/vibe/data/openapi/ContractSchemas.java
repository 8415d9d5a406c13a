package cloud.vibe.data.openapi;

import cloud.vibe.data.kernel.Limit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The contract's JSON Schemas as components: a file {@code x.schema.json} under its title, and what stands in its {@code $defs} under its
 * name. The contract's examples {@code x.json} and {@code x.*.json} beside it become its examples.
 */
final class ContractSchemas {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".schema.json";
    private static final String DEFINITIONS = "$defs";
    private static final Pattern DEFINITION = Pattern.compile(".*#/\\$defs/(\\w+)");

    private final Path contract;
    private final Map<Path, ObjectNode> files = new TreeMap<>();
    private final Map<String, ObjectNode> components = new TreeMap<>();

    ContractSchemas(Path contract) {
        this.contract = contract;
    }

    ObjectNode read() throws IOException {
        for (Path file : files(SUFFIX)) {
            files.put(file, (ObjectNode) JSON.readTree(file.toFile()));
        }
        for (Map.Entry<Path, ObjectNode> file : files.entrySet()) {
            ObjectNode schema = file.getValue();
            if (schema.path(DEFINITIONS) instanceof ObjectNode definitions) {
                definitions.properties().forEach(entry -> add(entry.getKey(), entry.getValue(), file.getKey()));
            }
            if (schema.has("title")) {
                addExamples(schema, file.getKey());
                add(schema.path("title").asText(), schema, file.getKey());
            }
        }
        ObjectNode all = JSON.createObjectNode();
        components.forEach(all::set);
        return all;
    }

    private void add(String name, JsonNode schema, Path file) {
        ObjectNode component = (ObjectNode) complete(schema, file);
        component.remove(List.of("$schema", DEFINITIONS));
        if (components.put(name, component) != null) {
            throw new IllegalStateException("the contract has two schemas " + name);
        }
    }

    private void addExamples(ObjectNode schema, Path file) throws IOException {
        String name = file.getFileName().toString();
        String base = name.substring(0, name.length() - SUFFIX.length());
        ArrayNode examples = schema.withArray("examples");
        for (Path example : files(".json")) {
            String other = example.getFileName().toString();
            boolean isOfThis = file.resolveSibling(other).equals(example)
                    && other.matches(Pattern.quote(base) + "(\\.[\\w-]+)?\\.json")
                    && !other.endsWith(SUFFIX);
            if (isOfThis) {
                examples.add(JSON.readTree(example.toFile()));
            }
        }
        if (examples.isEmpty()) {
            schema.remove("examples");
        }
    }

    /** A copy whose references name components, and whose limits are the code's. */
    private JsonNode complete(JsonNode node, Path file) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(item -> copy.add(complete(item, file)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            switch (entry.getKey()) {
                case "$ref" -> copy.put("$ref", reference(entry.getValue().asText(), file));
                case "x-limit" -> copy.put(keyword(object), max(entry.getValue().asText()));
                // Data, in which nothing is ours to change.
                case "examples", "default", "const", "enum" -> copy.set(entry.getKey(), entry.getValue());
                default -> copy.set(entry.getKey(), complete(entry.getValue(), file));
            }
        }
        return copy;
    }

    private String reference(String reference, Path file) {
        Matcher definition = DEFINITION.matcher(reference);
        if (definition.matches()) {
            return "#/components/schemas/" + definition.group(1);
        }
        ObjectNode target = reference.startsWith("#")
                ? files.get(file)
                : files.get(file.resolveSibling(reference).normalize());
        if (target == null || !target.has("title")) {
            throw new IllegalStateException(file + " refers to " + reference + ", which is no schema with a title");
        }
        return "#/components/schemas/" + target.path("title").asText();
    }

    private static String keyword(ObjectNode schema) {
        return switch (schema.path("type").asText()) {
            case "integer", "number" -> "maximum";
            case "string" -> "maxLength";
            case "array" -> "maxItems";
            case "object" -> "maxProperties";
            default -> throw new IllegalStateException("an x-limit stands beside a type");
        };
    }

    private static int max(String limit) {
        return Limit.valueOf(limit.toUpperCase(Locale.ROOT)).max();
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(contract)) {
            return new ArrayList<>(walk.filter(path -> path.toString().endsWith(suffix))
                    .map(Path::normalize)
                    .sorted()
                    .toList());
        }
    }
}
