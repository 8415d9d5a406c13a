package cloud.vibe.data.type;

import cloud.vibe.data.kernel.ContentCheck;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.Problem.Flaw;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (2020-12) that data can be held against. It refers to nothing but itself: no network, no other app's schema. {@code format}
 * is an annotation, as the specification has it by default.
 */
final class TypeSchema {
    private static final String DIALECT = Dialects.getDraft202012().getId();
    private static final int MAX_FLAWS = 20;
    private static final int MAX_MESSAGE = 300;
    private static final int MAX_POINTER = 1_000;
    private static final Flaw TOO_MUCH = new Flaw(
            "", "holding it against the schema takes too many steps, by itself or with what else the request writes");
    private static final Schema META = registry().getSchema(SchemaLocation.of(DIALECT));

    private final Schema schema;

    private TypeSchema(Schema schema) {
        this.schema = schema;
    }

    /** Of a schema that was looked at when it came. */
    static TypeSchema compile(JsonNode body) {
        // Each by itself: what is remembered of one, under its $id, must not answer for another.
        return new TypeSchema(registry().getSchema(body));
    }

    /**
     * Looks at a schema that has just come.
     *
     * @throws Problem if it is no schema, or asks for what we do not do
     */
    static void require(ObjectNode body) {
        List<Flaw> flaws = new ArrayList<>();
        examine(body, JsonPointer.empty(), 1, flaws);
        if (flaws.isEmpty()) {
            flaws.addAll(evaluate(META, body, new ContentCheck.Effort()));
        }
        if (!flaws.isEmpty()) {
            throw invalid(flaws);
        }
        try {
            // Unresolvable references are found on the way.
            Schema compiled = registry().getSchema(body);
            compiled.initializeValidators();
            if (evaluate(compiled, TypeJson.MAPPER.createObjectNode(), new ContentCheck.Effort())
                    .contains(TOO_MUCH)) {
                throw invalid(List.of(new Flaw("", "it refers to itself without end, or asks for too many steps")));
            }
        } catch (SchemaException | SafePatterns.Unusable e) {
            throw invalid(List.of(new Flaw("", message(String.valueOf(e.getMessage())))));
        }
    }

    /**
     * Holds data against the schema.
     *
     * @throws Problem that names the first things that do not fit
     */
    void check(String data, ContentCheck.Effort effort) {
        List<Flaw> flaws = evaluate(schema, TypeJson.ours(data), effort);
        if (!flaws.isEmpty()) {
            throw Problem.of(
                    ProblemCode.SCHEMA_VIOLATION,
                    "The app has a schema for this type, and the data does not fit it; errors names the first places.",
                    flaws);
        }
    }

    private static List<Flaw> evaluate(Schema schema, JsonNode data, ContentCheck.Effort effort) {
        try {
            return BoundedEvaluation.run(schema, data, effort).stream()
                    .limit(MAX_FLAWS)
                    .map(TypeSchema::flaw)
                    .toList();
        } catch (BoundedEvaluation.TooMuch e) {
            return List.of(TOO_MUCH);
        }
    }

    private static Flaw flaw(Error error) {
        NodePath place = error.getInstanceLocation();
        return new Flaw(place == null ? "" : pointer(place.toString()), message(String.valueOf(error.getMessage())));
    }

    // A name may be as long as a document; so what it stands in is said instead.
    private static String pointer(String text) {
        return text.length() <= MAX_POINTER ? text : text.substring(0, Math.max(0, text.lastIndexOf('/', MAX_POINTER)));
    }

    private static String message(String text) {
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "...";
    }

    private static Problem invalid(List<Flaw> flaws) {
        return Problem.of(
                ProblemCode.INVALID_SCHEMA,
                "It is not a JSON Schema (2020-12) that can be used here; errors names the first places.",
                flaws);
    }

    // Names are looked at wherever they stand, in an example too: what is refused there needlessly does no harm.
    private static void examine(JsonNode node, JsonPointer place, int depth, List<Flaw> flaws) {
        if (depth > Limit.SCHEMA_DEPTH.max()) {
            throw Problem.beyond(Limit.SCHEMA_DEPTH);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                examine(node.path(i), place.appendIndex(i), depth + 1, flaws);
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            JsonPointer here = place.appendProperty(member.getKey());
            String flaw = flaw(member.getKey(), member.getValue(), depth == 1);
            if (flaw != null && flaws.size() < MAX_FLAWS) {
                flaws.add(new Flaw(pointer(here.toString()), flaw));
            }
            examine(member.getValue(), here, depth + 1, flaws);
        }
    }

    private static @Nullable String flaw(String name, JsonNode value, boolean isRoot) {
        return switch (name) {
            case "$ref", "$dynamicRef", "$recursiveRef" ->
                value.isTextual() && !value.asText().startsWith("#")
                        ? "a schema refers to itself only: begin with #"
                        : null;
            case "$id" -> value.isTextual() && !isRoot ? "only the whole schema has an $id" : null;
            case "$schema" -> value.isTextual() && !value.asText().equals(DIALECT) ? "the dialect is " + DIALECT : null;
            case "pattern" -> value.isTextual() ? unusable(List.of(value.asText())) : null;
            case "patternProperties" -> unusable(value::fieldNames);
            default -> null;
        };
    }

    private static @Nullable String unusable(Iterable<String> patterns) {
        try {
            patterns.forEach(SafePatterns::compile);
            return null;
        } catch (SafePatterns.Unusable e) {
            return e.getMessage();
        }
    }

    private static SchemaRegistry registry() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .regularExpressionFactory(new SafePatterns())
                .formatAssertionsEnabled(false)
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(loader -> loader.fetchRemoteResources(false)
                                .block(iri -> !iri.toString().startsWith("https://json-schema.org/draft/2020-12/"))));
    }
}
