package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentContentTest {
    @Test
    void theDataIsTakenAsItWasWritten() {
        String data = "{ \"a\" : [1, 2.50, -0.1e-5, \"\\u00e4 \\ud83d\\ude00 \\\\\", {}, [], null, true] }";

        DocumentContent content =
                DocumentContent.parse(" {\"id\": {\"data\": {}}, \"data\": " + data + " ,\"type\":\"notes\"} ");

        assertThat(content.data()).isEqualTo(data);
        assertThat(content.type()).hasToString("notes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "{",
                "{}}",
                "{} {}",
                "{\"data\":{}",
                "{\"data\":{}}x",
                "{\"data\":{'a':1}}",
                "{\"data\":{\"a\":NaN}}",
                "{\"data\":{\"a\":01}}",
                "{\"data\":{\"a\":1,}}",
                "{\"data\":{\"a\":\"\n\"}}",
                "{\"data\":{\"a\":\"\\x\"}}",
                "/* */{\"data\":{}}"
            })
    void whatIsNotJsonIsRefused(String body) {
        assertRefused(body, ProblemCode.INVALID_JSON, ProblemCode.INVALID_DOCUMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{}",
                "{\"data\":null}",
                "{\"data\":[]}",
                "{\"data\":\"{}\"}",
                "{\"data\":{},\"type\":7}",
                "{\"data\":{},\"type\":\"Notes\"}",
                "{\"data\":{\"a\":1,\"a\":2}}",
                "{\"data\":{},\"data\":{}}",
                "{\"data\":{\"a\":\"\\u0000\"}}",
                "{\"data\":{\"\\u0000\":1}}",
                "{\"data\":{\"a\":\"\\ud800\"}}",
                "{\"data\":{\"a\":\"\\ude00\\ud83d\"}}",
                "{\"data\":{\"\\ud800\":1}}",
                "{\"data\":{\"a\":1e400}}",
                "{\"data\":{\"a\":-1e400}}",
                "{\"data\":{\"a\":1e-400}}",
                "{\"data\":{\"a\":0e-9000}}",
                "{\"data\":{\"a\":1e99999999999}}",
                "{\"data\":{\"a\":0e2000000000}}"
            })
    void whatCouldNotComeBackAsItWasIsRefused(String body) {
        assertRefused(body, ProblemCode.INVALID_DOCUMENT);
    }

    @Test
    void oneHundredLevelsAreTakenAndOneMoreIsNot() {
        assertThat(DocumentContent.parse(nested(100)).data()).isNotEmpty();
        assertRefused(nested(101), ProblemCode.TOO_DEEP);
        assertRefused(nested(10_000), ProblemCode.TOO_DEEP);
        assertRefused("{\"other\":" + "[".repeat(10_000), ProblemCode.TOO_DEEP);
    }

    @Test
    void theLimitIsThatOfWhatIsStored() {
        assertThat(DocumentContent.parse("{\"data\":{\"a\":\"" + "x".repeat(1024 * 1024 - 20) + "\"}}")
                        .data())
                .isNotEmpty();
        assertRefused("{\"data\":{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}}", ProblemCode.TOO_LARGE);
        // Short on the wire; PostgreSQL writes each of them out as 301 digits.
        assertRefused("{\"data\":{\"a\":[" + "1e300,".repeat(5_000) + "1]}}", ProblemCode.TOO_LARGE);
        assertRefused("{\"data\":{\"a\":" + "9".repeat(500) + "}}", ProblemCode.NUMBER_TOO_LONG);
    }

    private static String nested(int levels) {
        return "{\"data\":" + "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1) + "}";
    }

    private static void assertRefused(String body, ProblemCode... codes) {
        assertThatThrownBy(() -> DocumentContent.parse(body))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isIn((Object[]) codes));
    }
}
