package cloud.vibe.data.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Rev;
import cloud.vibe.data.trial.Description;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The description against the contract's examples and the code's own words. */
final class DescriptionTest {
    private static final String SCHEMAS = "/components/schemas/";

    private final Description description = Description.get();

    @Test
    void everyExampleOfTheContractIsOneOfItsShape() {
        int examples = 0;
        for (var schema : description.document().at("/components/schemas").properties()) {
            for (JsonNode example : schema.getValue().path("examples")) {
                examples++;
                assertThat(description.faults(example, SCHEMAS + schema.getKey()))
                        .as("%s %s", schema.getKey(), example)
                        .isEmpty();
            }
        }
        assertThat(examples).isGreaterThan(10);
    }

    @Test
    void aMemberThatIsNotDescribedIsAFault() {
        var document =
                description.document().at(SCHEMAS + "Document/examples/0").deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) document).put("secret", 1);

        assertThat(description.faults(document, SCHEMAS + "Document")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void everyLimitIsStatedWhereItsCodeIs(Limit limit) {
        List<Description.Operation> stating = description.operations().stream()
                .filter(operation -> operation.said().path("x-limits").has(limit.wire()))
                .toList();

        assertThat(stating).as("operations with @Refuses(beyond = %s)", limit).isNotEmpty();
        for (Description.Operation operation : stating) {
            JsonNode answer = description.resolve(operation
                    .said()
                    .path("responses")
                    .path(String.valueOf(limit.code().status())));
            assertThat(answer.findValue("enum")).isNotNull();
            assertThat(answer.toString()).contains('"' + limit.code().wire() + '"');
            assertThat(operation.said().at("/x-limits/" + limit.wire() + "/max").asInt())
                    .isEqualTo(limit.max());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCodeOfALimitIsForTooMuchOrOfAFormThatNamesTheLength(Limit limit) {
        // A key's form and its length are one rule, and one thing to mend.
        assertThat(limit.code().wire()).matches(".*too_.*|invalid_key|invalid_idempotency_key");
    }

    @Test
    void theWordsOfTheContractAreThoseOfTheCode() {
        for (String type : List.of("notes", "com.example.note", "a-1.b", "x".repeat(128))) {
            assertThatCode(() -> new DocumentType(type)).doesNotThrowAnyException();
            assertThat(faults("DocumentType", type)).isEmpty();
        }
        for (String type : List.of("", "Notes", "notes:read", "1notes", "a..b", "a.", "notes\n", "x".repeat(129))) {
            assertRefusedByBoth("DocumentType", type, DocumentType::new);
        }
        for (String id : List.of("01997F6B-7C2E-7CC3-98C4-DC0C0C07398F", "1-1-1-1-1", "")) {
            assertRefusedByBoth("DocumentId", id, DocumentId::parse);
        }
        for (String rev :
                List.of("0-5d41402abc4b2a76", "1-5D41402abc4b2a76", "1", "9".repeat(19) + "-5d41402abc4b2a76")) {
            assertRefusedByBoth("Rev", rev, Rev::new);
        }
    }

    private void assertRefusedByBoth(String word, String text, Consumer<String> code) {
        assertThatCode(() -> code.accept(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(faults(word, text)).as("%s %s", word, text).isNotEmpty();
    }

    private List<String> faults(String word, String text) {
        return description.faults(TextNode.valueOf(text), SCHEMAS + word);
    }
}
