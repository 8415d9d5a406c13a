package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Contract;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ProblemCatalogueTest {
    @Test
    void theEnumIsThePublishedCatalogue() {
        Map<String, String> published = new TreeMap<>();
        Contract.read("problems/catalogue.json")
                .properties()
                .forEach(entry -> published.put(
                        entry.getKey(),
                        entry.getValue().path("status").asInt() + " "
                                + entry.getValue().path("title").asText()));
        Map<String, String> ours = new TreeMap<>();
        for (ProblemCode code : ProblemCode.values()) {
            ours.put(code.wire(), code.status() + " " + code.title());
        }

        assertThat(ours).isEqualTo(published);
    }
}
