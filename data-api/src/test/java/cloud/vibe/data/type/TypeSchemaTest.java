package cloud.vibe.data.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cloud.vibe.data.kernel.ContentCheck.Effort;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holding data against a schema may cost. All of this data fits its schema: whatever is refused here is refused for its cost. */
final class TypeSchemaTest {
    // The most that an expression can ask for at each character; it matches nothing without a b.
    private static final String LARGE = "a{0,248}a{0,248}b";
    private static final List<Problem.Flaw> TOO_MUCH = List.of(new Problem.Flaw(
            "", "holding it against the schema takes too many steps, by itself or with what else the request writes"));

    @Test
    void expressionsEndByWhatTheyCostTogether() {
        TypeSchema schema =
                schema("{\"allOf\":[" + repeated("{\"properties\":{\"s\":" + not(LARGE) + "}}", 100) + "]}");

        assertThat(flaws(schema, "{\"s\":\"" + "a".repeat(8_000) + "\"}")).isEqualTo(TOO_MUCH);
    }

    @Test
    void theChecksOfARequestEndByWhatTheyCostTogether() {
        TypeSchema schema = schema("{\"properties\":{\"s\":" + not(LARGE) + "}}");
        String hard = "{\"s\":\"" + "a".repeat(15_000) + "\"}";
        Effort effort = new Effort();
        int checked = 0;
        while (!effort.isSpent() && checked < 1_000) {
            try {
                schema.check(hard, effort);
                checked++;
            } catch (Problem refused) {
                assertThat(refused.flaws()).isEqualTo(TOO_MUCH);
            }
        }

        assertThat(checked).isBetween(10, 100);
        assertThat(catchThrowableOfType(Problem.class, () -> schema.check("{}", effort))
                        .flaws())
                .isEqualTo(TOO_MUCH);
    }

    @Test
    void eachCheckBeginsAnew() {
        TypeSchema schema = schema("{\"properties\":{\"s\":" + not(LARGE) + "}}");
        String most = "{\"s\":\"" + "a".repeat(15_000) + "\"}";

        for (int i = 0; i < 3; i++) {
            assertThatCode(() -> schema.check(most, new Effort())).doesNotThrowAnyException();
        }
        assertThat(flaws(schema, "{\"s\":\"" + "a".repeat(32_000) + "\"}")).isEqualTo(TOO_MUCH);
        assertThatCode(() -> schema.check(most, new Effort())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"patternProperties\":{PATTERNS}}",
                "{\"patternProperties\":{PATTERNS},\"additionalProperties\":true}",
                "{\"patternProperties\":{PATTERNS},\"unevaluatedProperties\":true}",
                "{\"propertyNames\":{\"allOf\":[NOTS]}}"
            })
    void whatNamesAreHeldAgainstCosts(String schema) {
        String patterns = IntStream.range(0, 500)
                .mapToObj(i -> "\"" + LARGE + i + "\":true")
                .collect(Collectors.joining(","));
        String names = IntStream.range(0, 1_000)
                .mapToObj(i -> "\"" + "a".repeat(100) + i + "\":1")
                .collect(Collectors.joining(","));

        assertThat(flaws(
                        schema(schema.replace("PATTERNS", patterns).replace("NOTS", repeated(not(LARGE), 500))),
                        "{" + names + "}"))
                .isEqualTo(TOO_MUCH);
    }

    @Test
    void aMegabyteOfOrdinaryTextsCostsLittle() {
        TypeSchema schema = schema("{\"additionalProperties\":{\"items\":{\"pattern\":\"^[a-z ]+$\"}}}");
        String texts = repeated("\"" + "lorem ipsum dolor sit amet ".repeat(37) + "\"", 1_000);

        assertThatCode(() -> schema.check("{\"texts\":[" + texts + "]}", new Effort()))
                .doesNotThrowAnyException();
    }

    /** To the engine these are ten thousand places and more, behind something that hides the repetitions from who reads carelessly. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a{100}){100}",
                "[^][](a{100}){100}",
                "[[:alpha:][](a{100}){100}",
                "\\Q[\\E(a{100}){100}",
                "((()){1000}){1000}",
                "((?:){1000}){1000}"
            })
    void anExpressionIsNotLargerThanItLooks(String pattern) {
        SafePatterns.Unusable refused =
                catchThrowableOfType(SafePatterns.Unusable.class, () -> SafePatterns.compile(pattern));

        assertThat(refused).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"^[^][]{100}$", "[[:alpha:]_]{100}", "[]a]{100}", "\\\\Q{100}", "(?:a|b){50}", "[\\]\\[]{100}"})
    void whatOnlyLooksLikeThemIsTaken(String pattern) {
        assertThat(SafePatterns.compile(pattern).programSize()).isLessThan(1_000);
    }

    private static String not(String pattern) {
        return "{\"not\":{\"pattern\":\"" + pattern + "\"}}";
    }

    private static String repeated(String text, int times) {
        return String.join(",", Collections.nCopies(times, text));
    }

    private static TypeSchema schema(String text) {
        ObjectNode body = (ObjectNode) TypeJson.ours(text);
        TypeSchema.require(body);
        return TypeSchema.compile(body);
    }

    private static List<Problem.Flaw> flaws(TypeSchema schema, String data) {
        Problem refused = catchThrowableOfType(Problem.class, () -> schema.check(data, new Effort()));
        return refused == null ? List.of() : refused.flaws();
    }
}
