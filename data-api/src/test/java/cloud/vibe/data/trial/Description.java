package cloud.vibe.data.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The API's description as a test reads it: stricter than a client, who passes over members that it does not know. Here a member that is not
 * described is a fault.
 */
public final class Description {
    private static final String URN = "urn:vibe:openapi";

    private static final Set<String> COMPOSERS = Set.of("allOf", "anyOf", "oneOf", "if", "then", "else", "examples");
    private static final Description PACKAGED = new Description(packaged());

    private final ObjectNode document;
    private final SchemaRegistry schemas;

    public Description(ObjectNode document) {
        this.document = document;
        ObjectNode strict = document.deepCopy();
        Set<String> composed = composed(strict);
        strict.at("/components/schemas").properties().stream()
                .filter(schema -> !composed.contains(schema.getKey()))
                .forEach(schema -> closeUp(schema.getValue()));
        this.schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(URN, strict.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    /** The one that the build has written. */
    public static Description get() {
        return PACKAGED;
    }

    /** One method of one path. */
    public record Operation(String method, String path, ObjectNode said) {
        public String id() {
            return said.path("operationId").asText();
        }

        public boolean isPublic() {
            return said.path("security").isEmpty();
        }

        /** Not so where one of the alternatives is to send none. */
        public boolean needsToken() {
            return !isPublic() && said.path("security").valueStream().noneMatch(JsonNode::isEmpty);
        }

        boolean covers(String otherMethod, String otherPath) {
            return method.equals(otherMethod)
                    && otherPath.matches(path.replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public ObjectNode document() {
        return document;
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(
                                new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), (ObjectNode)
                                        method.getValue()))));
        return operations;
    }

    /** What a reference stands for; the node itself if it is none. */
    public JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** Sentences; an empty list is a pass. */
    public List<String> faults(JsonNode value, String pointer) {
        Schema schema = schemas.getSchema(SchemaLocation.of(URN + "#" + pointer));
        return schema.validate(value.toString(), InputFormat.JSON).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /** What of an answer is not as it is described. What is no operation of ours, or was refused before it was read, is not looked at. */
    public List<String> faults(HttpRequest request, HttpResponse<String> response) {
        Optional<Operation> operation =
                operation(request.method(), request.uri().getPath());
        if (operation.isEmpty() || response.statusCode() == 414 || response.statusCode() == 431) {
            return List.of();
        }
        String where = operation.get() + " answers " + response.statusCode() + " ";
        JsonNode described = resolve(operation.get().said().path("responses").path("" + response.statusCode()));
        if (described.isMissingNode()) {
            return List.of(where + "which is not described: " + response.body());
        }
        List<String> faults = new ArrayList<>();
        described.path("headers").properties().stream()
                .filter(header -> response.headers().firstValue(header.getKey()).isEmpty())
                .forEach(header -> faults.add(where + "without " + header.getKey()));
        if (!described.has("content")) {
            if (!response.body().isEmpty()) {
                faults.add(where + "with a body, of which nothing is described");
            }
            return faults;
        }
        boolean isMinimal = response.headers()
                .firstValue("Preference-Applied")
                .filter("return=minimal"::equals)
                .isPresent();
        if (isMinimal && response.body().isEmpty()) {
            return faults;
        }
        String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        JsonNode content = described.path("content").path(type);
        if (content.isMissingNode()) {
            faults.add(where + "as " + type + ", which is not described: " + response.body());
        } else if (content.has("schema") && !type.startsWith("text/")) {
            faults(Contract.parse(response.body()), pointer(operation.get(), response.statusCode(), type))
                    .forEach(fault -> faults.add(where + "with " + fault));
        }
        return faults;
    }

    private Optional<Operation> operation(String method, String path) {
        String versioned = path.startsWith("/v1/") ? path : "/v1" + path;
        return operations().stream()
                .filter(operation -> operation.covers(method, versioned))
                // A name that is written out goes before one that may be anything.
                .min(Comparator.comparingInt(operation -> (int) operation
                        .path()
                        .chars()
                        .filter(character -> character == '{')
                        .count()));
    }

    private String pointer(Operation operation, int status, String type) {
        String response = "/paths/" + escape(operation.path()) + "/"
                + operation.method().toLowerCase(Locale.ROOT) + "/responses/" + status;
        String reference = document.at(response).path("$ref").asText();
        return (reference.isEmpty() ? response : reference.substring(1)) + "/content/" + escape(type) + "/schema";
    }

    private static String escape(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }

    // What is composed of several cannot be closed one by one.
    private static void closeUp(JsonNode schema) {
        if (schema.path("properties").isObject() && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("unevaluatedProperties", false);
        }
        schema.properties().stream()
                .filter(entry -> !COMPOSERS.contains(entry.getKey()))
                .forEach(entry -> closeUp(entry.getValue()));
    }

    private static Set<String> composed(ObjectNode document) {
        return document.at("/components/schemas").findValues("allOf").stream()
                .flatMap(all -> all.findValuesAsText("$ref").stream())
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
    }

    private static ObjectNode packaged() {
        try (InputStream stream = Description.class.getResourceAsStream("/openapi.json")) {
            return (ObjectNode) Contract.JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
