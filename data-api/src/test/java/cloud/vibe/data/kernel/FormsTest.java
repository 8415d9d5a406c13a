package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is read without a regular expression is what the regular expression says. */
final class FormsTest {
    @Provide
    Arbitrary<String> types() {
        return Arbitraries.strings().withChars("abz09-._A ä\n").ofMaxLength(6);
    }

    @Property
    void aTypeIsOfItsForm(@ForAll("types") String text) {
        assertThat(isType(text)).isEqualTo(text.matches("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*"));
    }

    @Provide
    Arbitrary<String> revs() {
        Arbitrary<String> numbers =
                Arbitraries.strings().withChars("0123456789-a").ofMinLength(0).ofMaxLength(19);
        Arbitrary<String> digests =
                Arbitraries.strings().withChars("0189abcdef").ofMinLength(15).ofMaxLength(17);
        Arbitrary<String> spoilt = Arbitraries.of("", "", "", "g", "A", "-", "\n", "٣");
        return Combinators.combine(
                        numbers, digests, spoilt, Arbitraries.integers().between(0, 40))
                .as((number, digest, spoils, where) -> new StringBuilder(number)
                        .append('-')
                        .append(digest)
                        .insert(Math.min(where, number.length() + 1 + digest.length()), spoils)
                        .toString());
    }

    @Property
    void aRevIsOfItsForm(@ForAll("revs") String text) {
        assertThat(Rev.isRev(text)).isEqualTo(text.matches("[1-9][0-9]{0,17}-[0-9a-f]{16}"));
    }

    @Provide
    Arbitrary<String> ids() {
        // What is cut out is as long as what is put in, or nearly: only so is it almost an id.
        Arbitrary<Integer> places = Arbitraries.integers().between(0, 35);
        Arbitrary<Integer> lengths = Arbitraries.integers().between(0, 2);
        Arbitrary<String> spoilt = Arbitraries.of("", "", "0", "-", "+", "A", "g", "٣", "\n");
        return Combinators.combine(Arbitraries.create(UUID::randomUUID), places, lengths, spoilt)
                .as((id, from, length, spoils) -> {
                    String text = id.toString();
                    return text.substring(0, from) + spoils + text.substring(Math.min(from + length, text.length()));
                });
    }

    @Property
    void anIdIsOfItsForm(@ForAll("ids") String text) {
        assertThat(isId(text)).isEqualTo(text.matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
    }

    private static boolean isId(String text) {
        try {
            return DocumentId.parse(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isType(String text) {
        try {
            return new DocumentType(text).value().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
