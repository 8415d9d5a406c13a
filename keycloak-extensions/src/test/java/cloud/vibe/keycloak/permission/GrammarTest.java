package cloud.vibe.keycloak.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both services read a permission's name alike: what one takes for a permission, the other does not overlook. */
final class GrammarTest {
    @ParameterizedTest
    @MethodSource
    void valid(String name) {
        assertThat(Permission.parse(name)).map(Permission::toString).contains(name);
    }

    @ParameterizedTest
    @MethodSource
    void invalid(String name) {
        assertThat(Permission.parse(name)).isEmpty();
    }

    private static Stream<String> valid() throws IOException {
        return names("valid");
    }

    private static Stream<String> invalid() throws IOException {
        return names("invalid");
    }

    private static Stream<String> names(String list) throws IOException {
        JsonNode grammar = new ObjectMapper()
                .readTree(Path.of("../contract/permissions/grammar.json").toFile());
        return StreamSupport.stream(grammar.path(list).spliterator(), false).map(JsonNode::asText);
    }
}
