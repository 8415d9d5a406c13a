package cloud.vibe.data.openapi;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ScanResult;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.jaxrs2.DefaultParameterExtension;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtensions;
import io.swagger.v3.oas.integration.SwaggerConfiguration;
import io.swagger.v3.oas.models.OpenAPI;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code CONTRACT TARGET VERSION}: reads the resources' annotations and the contract's schemas, and writes one OpenAPI document. */
public final class OpenApiGenerator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "cloud.vibe.data";

    private OpenApiGenerator() {}

    public static void main(String[] arguments) throws IOException {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.WARN);
        java.nio.file.Path contract = java.nio.file.Path.of(arguments[0]);
        java.nio.file.Path target = java.nio.file.Path.of(arguments[1]);

        ObjectNode document =
                (ObjectNode) JSON.readTree(contract.resolve("openapi.base.json").toFile());
        document.withObject("info").put("version", arguments[2]);
        ProblemResponses problems = new ProblemResponses();
        document.set("paths", paths(problems));
        ObjectNode components = (ObjectNode) document.remove("components");
        document.set("components", components);
        components.set("schemas", new ContractSchemas(contract).read());
        components.set("responses", tree(problems.shared()));
        List<String> gaps = new Gaps(document).find();
        if (!gaps.isEmpty()) {
            throw new IllegalStateException("the API's description is not complete:\n- " + String.join("\n- ", gaps));
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.writeString(target, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    }

    private static ObjectNode paths(ProblemResponses problems) throws IOException {
        OpenAPIExtensions.setExtensions(
                new ArrayList<>(List.of(new EndpointFacts(problems), new DefaultParameterExtension())));
        OpenAPI read =
                new Reader(new SwaggerConfiguration().openAPI(new OpenAPI()).openAPI31(true)).read(resources());
        ObjectNode found = tree(read.getPaths());
        TreeMap<String, ObjectNode> sorted = new TreeMap<>();
        found.properties().forEach(entry -> sorted.put(entry.getKey(), (ObjectNode) entry.getValue()));
        ObjectNode paths = JSON.createObjectNode();
        sorted.forEach(paths::set);
        return paths;
    }

    // Swagger says more beside a reference to a header than may stand there.
    private static void bare(JsonNode node) {
        if (node.path("headers") instanceof ObjectNode headers) {
            headers.forEach(header -> {
                if (header.has("$ref")) {
                    ((ObjectNode) header).retain("$ref");
                }
            });
        }
        node.forEach(OpenApiGenerator::bare);
    }

    private static ObjectNode tree(Object model) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(Json31.mapper().writeValueAsBytes(model));
        bare(tree);
        return tree;
    }

    private static Set<Class<?>> resources() {
        try (ScanResult scan =
                new ClassGraph().acceptPackages(ROOT).enableAnnotationInfo().scan()) {
            return new LinkedHashSet<>(scan.getClassesWithAnnotation(Path.class).loadClasses());
        }
    }
}
