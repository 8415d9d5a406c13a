package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.kernel.Problem;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Regular expressions mean in PostgreSQL what they mean to RE2, and none of them takes long. */
final class PatternPropertyIT {
    private static final Database DATABASE = new Database(UUID.randomUUID(), "notes");

    @Property(tries = 800, edgeCases = EdgeCasesMode.NONE)
    void postgresFindsWhatRe2Finds(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        boolean meant = Pattern.compile(pattern).matcher(text).find();

        assertThat(finds(pattern, text)).as(pattern + " in " + text).isEqualTo(meant);
    }

    @Example
    void bombsAreDefused() {
        String text = "a".repeat(200_000) + "!";
        for (String bomb : List.of(
                "(a*)*b",
                "(a+)+b",
                "(a|a)*b",
                "(a|aa)+b",
                "(.*a){20}b",
                "^(a?){200}a{200}b",
                "(a{1,30}){1,30}b",
                "([a-z]+)*\\d",
                "(?:[ab]*(?:[bc]*(?:\\b|a*)|c*)|a*)".repeat(8) + "z",
                "(?:a*\\B)?".repeat(8) + "z")) {
            assertThat(finds(bomb, text)).as(bomb).isFalse();
        }
    }

    @Example
    void whatNeedsBacktrackingOrIsTooLargeIsRefused() {
        for (String refused : List.of(
                "(a)\\1",
                "(?=a)",
                "(?!a)",
                "(?<=a)",
                "(?P<n>a)",
                "***=a",
                "(?i:a)",
                "a(?i)",
                "((a{200}){200}){200}",
                "a{256}",
                "a{2,1}",
                "a**",
                "a{,3}",
                "(",
                ")",
                "[a",
                "[]",
                "[z-a]",
                "[[:alpha:]]",
                "*a",
                "^*",
                "(^a)*",
                "(?:a(b\\B)?){2}",
                "(?:é*?\\B(?:\\.{1,} {2})?\\B|(?:\\D*|[^\\s]*\\b\\B)+$(?:\\B|\\s*?-?)+?){1,}^[b-]+?",
                "(?:a|\\b)".repeat(9),
                "\\",
                "\\q",
                "\\xff",
                "{",
                "(".repeat(50) + ")".repeat(50),
                "a".repeat(501))) {
            assertThatThrownBy(() -> SafePattern.of(refused)).as(refused).isInstanceOf(Problem.class);
        }
    }

    /** Which is refused: a test of its own holds that. */
    private static boolean repeatsAnAssertion(String pattern) {
        try {
            SafePattern.of(pattern);
            return false;
        } catch (Problem refused) {
            assertThat(refused.detail()).matches(".*cannot be repeated.*|.*times \\^.*");
            return true;
        }
    }

    private static boolean finds(String pattern, String text) {
        SqlText sql = SqlText.of("SELECT (")
                .bindText(text)
                .add("::text COLLATE \"C\" ~ ")
                .bindText(SafePattern.of(pattern).advanced())
                .add(")::text AS answer");
        return DATABASE.ask(sql).equals(List.of("true"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "B", "7", "_", " ", "\n", "-", "é", "😀", "]", "\\")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Combinators.combine(Arbitraries.of("", "", "(?i)"), pattern(2))
                .as((option, rest) -> option + rest)
                .filter(pattern -> pattern.length() <= 200 && !repeatsAnAssertion(pattern));
    }

    private static Arbitrary<String> pattern(int depth) {
        Arbitrary<String> atoms = Arbitraries.of(
                "a",
                "b",
                "7",
                "é",
                "😀",
                ".",
                "\\.",
                "\\d",
                "\\D",
                "\\w",
                "\\W",
                "\\s",
                "\\S",
                "\\n",
                "[ab]",
                "[^a]",
                "[a-c7]",
                "[\\d_]",
                "[^\\s]",
                "[\\]\\\\]",
                "[b-]",
                "-",
                " ");
        Arbitrary<String> group = depth == 0
                ? atoms
                : Arbitraries.oneOf(
                        atoms,
                        pattern(depth - 1).map(inner -> "(" + inner + ")"),
                        pattern(depth - 1).map(inner -> "(?:" + inner + ")"));
        Arbitrary<String> repeated = Combinators.combine(
                        group, Arbitraries.of("", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?"))
                .as(String::concat);
        Arbitrary<String> sequence = Arbitraries.frequencyOf(
                        Tuple.of(6, repeated), Tuple.of(1, Arbitraries.of("^", "$", "\\b", "\\B")))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
        return sequence.list().ofMinSize(1).ofMaxSize(2).map(parts -> String.join("|", parts));
    }
}
