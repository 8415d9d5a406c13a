package cloud.vibe.data.openapi;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What an endpoint owes its readers. Each gap is a sentence that says what to write. */
final class Gaps {
    private final ObjectNode document;
    private final Set<String> tags = new HashSet<>();
    private final List<String> gaps = new ArrayList<>();

    Gaps(ObjectNode document) {
        this.document = document;
        document.path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
    }

    List<String> find() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> check(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + ": ",
                                method.getValue())));
        document.findValuesAsText("$ref").stream().distinct().forEach(this::checkReference);
        return gaps;
    }

    private void check(String where, JsonNode operation) {
        require(operation.has("summary"), where + "give it @Operation(operationId = ..., summary = ...)");
        // Swagger takes the method's name, and counts where two have the same.
        require(
                operation.path("operationId").asText().matches("[a-z]+[A-Z][A-Za-z]+"),
                where + "give it an operationId of a verb and what it is done to");
        require(
                operation.path("tags").size() == 1
                        && tags.contains(operation.path("tags").path(0).asText()),
                where + "give its class one @Tag out of contract/openapi.base.json");
        for (JsonNode parameter : operation.path("parameters")) {
            require(
                    parameter.has("description"),
                    where + "describe " + parameter.path("name").asText()
                            + " by @Parameter(description = ..., schema = @Schema(ref = ...))");
        }
        checkContent(
                where + "name the body's schema by @Parameter(schema = @Schema(ref = ...))",
                operation.path("requestBody"));
        boolean hasAnswer = operation.path("responses").properties().stream()
                .anyMatch(response -> response.getKey().matches("[23]\\d\\d"));
        require(hasAnswer, where + "say by @ApiResponse what it answers");
        operation
                .path("responses")
                .forEach(response -> checkContent(
                        where + "name an answer's schema by @Content(schema = @Schema(ref = ...))", response));
    }

    private void checkContent(String sentence, JsonNode holder) {
        for (JsonNode content : holder.path("content")) {
            JsonNode schema = content.path("schema");
            require(schema.has("$ref") || schema.has("allOf"), sentence);
        }
    }

    private void checkReference(String reference) {
        require(
                !document.at(JsonPointer.compile(reference.substring(1))).isMissingNode(),
                reference + " is nowhere: a schema's name is its title in contract/**/*.schema.json");
    }

    private void require(boolean isThere, String sentence) {
        if (!isThere) {
            gaps.add(sentence);
        }
    }
}
