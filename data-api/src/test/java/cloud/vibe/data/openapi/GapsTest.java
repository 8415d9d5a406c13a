package cloud.vibe.data.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Description;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class GapsTest {
    @Test
    void whatTheBuildHasWrittenHasNone() {
        assertThat(new Gaps(Description.get().document()).find()).isEmpty();
    }

    @Test
    void anEndpointThatSaysNothingOfItselfFailsTheBuild() {
        assertThat(gaps(operation -> {
                    operation.remove(List.of("summary", "tags"));
                    operation.put("operationId", "create");
                    operation.putObject("responses");
                }))
                .hasSize(4)
                .allMatch(gap -> gap.startsWith("POST /v1/documents: "))
                .anyMatch(gap -> gap.contains("@Operation"))
                .anyMatch(gap -> gap.contains("@Tag"))
                .anyMatch(gap -> gap.contains("@ApiResponse"))
                .anyMatch(gap -> gap.contains("operationId of a verb"));
    }

    @Test
    void aBodyOrAnswerWithoutAShapeFailsTheBuild() {
        assertThat(gaps(operation -> {
                    ((ObjectNode) operation.at("/requestBody/content/application~1json")).remove("schema");
                    ((ObjectNode) operation.at("/responses/201/content/application~1json")).remove("schema");
                }))
                .hasSize(2)
                .anyMatch(gap -> gap.contains("the body's schema"))
                .anyMatch(gap -> gap.contains("an answer's schema"));
    }

    @Test
    void aShapeThatIsNowhereFailsTheBuild() {
        assertThat(gaps(operation -> ((ObjectNode) operation.at("/responses/201/content/application~1json/schema"))
                        .put("$ref", "#/components/schemas/Nothing")))
                .containsExactly("#/components/schemas/Nothing is nowhere: a schema's name is its title in"
                        + " contract/**/*.schema.json");
    }

    private static List<String> gaps(Consumer<ObjectNode> change) {
        ObjectNode document = Description.get().document().deepCopy();
        change.accept((ObjectNode) document.at("/paths/~1v1~1documents/post"));
        return new Gaps(document).find();
    }
}
