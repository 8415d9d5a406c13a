package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Contract;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PermissionGrammarTest {
    static List<String> valid() {
        return texts("valid");
    }

    static List<String> invalid() {
        return texts("invalid");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void whatTheContractCallsAPermissionIsReadAsWritten(String text) {
        assertThat(Permission.ifReadable(text))
                .hasValueSatisfying(permission -> assertThat(permission).hasToString(text));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatTheContractCallsNoneIsLeftOut(String text) {
        assertThat(Permission.ifReadable(text)).isEmpty();
    }

    private static List<String> texts(String name) {
        JsonNode list = Contract.read("permissions/grammar.json").path(name);
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
