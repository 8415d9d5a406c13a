package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may write in headers, and what it means. */
final class HeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "return=minimal",
                "Return = \"minimal\"",
                "respond-async, wait=10, return=minimal",
                "return=minimal;foo=\"bar\"",
                "return=minimal, return=representation"
            })
    void thisAsksForNoBody(String prefer) {
        assertThat(Preference.of(prefer)).isEqualTo(Preference.MINIMAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",;=", "return=representation, return=minimal", "return", "x=return=minimal", "minimal"})
    void thisDoesNot(String prefer) {
        assertThat(Preference.of(prefer)).isEqualTo(Preference.REPRESENTATION);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"abc,abc", "\"abc\",abc", "\"a b\",a b", "\"a\\\"\\\\b\",a\"\\b", "a\"b,a\"b"})
    void aKeyMayStandInQuotes(String header, String key) {
        assertThat(Repeatable.of(header)).extracting(Repeatable::key).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\"\"", "\"a", "\"a\"b", "\"a\\b\"", "\u00e4", "a\tb", "\"\u00e4\""})
    void whatIsNoKeyIsRefused(String header) {
        assertThatThrownBy(() -> Repeatable.of(header))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_IDEMPOTENCY_KEY));
    }

    @Test
    void nothingOfARequestMovesIntoTheNextPartUnseen() {
        assertThat(Repeatable.of("k", "ab", "c"))
                .isNotEqualTo(Repeatable.of("k", "a", "bc"))
                .isNotEqualTo(Repeatable.of("k", "ab", "c", ""))
                .isEqualTo(Repeatable.of("k", "ab", "c"));
        assertThat(Repeatable.of("k", "a", null)).isNotEqualTo(Repeatable.of("k", "a", ""));
        assertThat(Repeatable.of(null, "a")).isNull();
    }
}
